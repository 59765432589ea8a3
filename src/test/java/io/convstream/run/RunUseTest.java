package io.convstream.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.client.JobManagers;
import io.convstream.failure.UsageException;
import io.convstream.run.Attempts.SubmittedJob;
import io.convstream.run.JobLookup.JobState;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether a run that was submitted to a cluster is in use. */
@Timeout(60)
final class RunUseTest {

    private static final String JOB = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path folder;

    @Test
    void aRunningJobIsNamedWithTheCommandThatStopsIt() throws IOException {
        RunFolder run = submitted("there:8081", false);
        assertThatThrownBy(() -> new RunUse(job -> JobState.RUNNING, true).requireFree(run))
                .isInstanceOf(UsageException.class)
                .hasMessage("run folder " + folder + " is in use by job " + JOB + " on there:8081: stop it first "
                        + "('convstream stop " + JOB + " --jobmanager there:8081'), or choose another --run");
    }

    @Test
    void aJobManagerThatDoesNotAnswerIsRefusedUnlessTheFolderIsTakenOver() throws IOException {
        RunFolder run = submitted("there:8081", false);
        assertThatThrownBy(() -> new RunUse(job -> JobState.UNREACHABLE, false).requireFree(run))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("may be in use by job " + JOB + " on there:8081")
                .hasMessageContaining("--take-over");
        assertThatCode(() -> new RunUse(job -> JobState.UNREACHABLE, true).requireFree(run))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource(
            value = JobState.class,
            names = {"RUNNING", "UNREACHABLE"},
            mode = EnumSource.Mode.EXCLUDE)
    void aJobThatHasEndedIsNotInUse(JobState state) throws IOException {
        RunFolder run = submitted("there:8081", false);
        assertThatCode(() -> new RunUse(job -> state, false).requireFree(run)).doesNotThrowAnyException();
    }

    @Test
    void aRecordedEndIsBelievedWithoutAskingTheJobManager() throws Exception {
        RunFolder run = submitted("there:8081", false);
        Attempts.ended(run, JOB, Attempts.Outcome.STOPPED);
        RunUse use = new RunUse(
                job -> {
                    throw new AssertionError("queried");
                },
                false);
        use.requireFree(run);
        assertThat(use.state(run)).isEqualTo(RunState.STOPPED);
    }

    @ParameterizedTest
    @CsvSource({
        "RUNNING, RUNNING",
        "FINISHED, FINISHED",
        "FAILED, FAILED",
        "CANCELED, CANCELED",
        "FORGOTTEN, ENDED",
        "GONE, ENDED",
        "UNREACHABLE, UNKNOWN"
    })
    void theStateOfARunIsThatOfItsJob(JobState job, RunState state) throws Exception {
        assertThat(new RunUse(asked -> job, false).state(submitted("there:8081", false)))
                .isEqualTo(state);
    }

    @Test
    void aRunWhoseProcessHasDiedIsInterrupted() throws Exception {
        RunFolder run = RunFolder.of(folder);
        RunUse use = new RunUse(job -> JobState.RUNNING, false);
        try (RunLock lock = RunLock.take(run, new PrintWriter(new StringWriter()))) {
            lock.requireHeld();
            Attempts.begin(run, RunIdentity.create());
            assertThat(use.state(run)).isEqualTo(RunState.RUNNING);
        }
        assertThat(use.state(run)).isEqualTo(RunState.INTERRUPTED);
    }

    @Test
    void aRefusedConnectionMeansThatTheJobIsGoneUnlessAnotherJobManagerRecoversIt() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        assertThat(find("localhost:" + port, false)).isEqualTo(JobState.GONE);
        assertThat(find("localhost:" + port, true)).isEqualTo(JobState.UNREACHABLE);
    }

    @Test
    void aServerThatDoesNotAnswerOrCannotBeFoundIsUnreachable() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(find("localhost:" + silent.getLocalPort(), false)).isEqualTo(JobState.UNREACHABLE);
        }
        assertThat(find("nowhere.invalid:8081", false)).isEqualTo(JobState.UNREACHABLE);
    }

    @Test
    void aLoopbackAddressOfAnotherMachineIsUnreachable() throws Exception {
        assertThat(new JobManagers().find(new SubmittedJob(JOB, "localhost:1", "elsewhere", false)))
                .isEqualTo(JobState.UNREACHABLE);
    }

    private static JobState find(String jobManager, boolean highlyAvailable) throws InterruptedException {
        return new JobManagers().find(new SubmittedJob(JOB, jobManager, highlyAvailable));
    }

    private RunFolder submitted(String jobManager, boolean highlyAvailable) throws IOException {
        RunFolder run = RunFolder.of(folder);
        RunIdentity identity = RunIdentity.create();
        Attempts.begin(run, identity);
        Attempts.submitted(run, identity, new SubmittedJob(JOB, jobManager, highlyAvailable));
        return run;
    }
}
