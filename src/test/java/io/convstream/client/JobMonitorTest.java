package io.convstream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.cluster.JobManagerUnavailableException;
import io.convstream.ingest.hold.Hold;
import io.convstream.job.TrainJobTest;
import io.convstream.run.RunFolder;
import io.convstream.storage.StoragePath;
import io.convstream.train.Train;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The monitor of jobs, with scripted ones. */
@Timeout(60)
final class JobMonitorTest {

    private static final Duration INTERVAL = Duration.ofMillis(1);
    private static final URI ADDRESS = URI.create("http://localhost:1");

    @TempDir
    private Path folder;

    private final StringWriter printed = new StringWriter();
    private final PrintWriter out = new PrintWriter(printed, true);

    @Test
    void aJobIsObservedUntilItEnds() throws Exception {
        var observed = new ArrayDeque<JobStatus>();
        var job = new ScriptedJob(JobStatus.CREATED, JobStatus.RUNNING, JobStatus.FINISHED);
        JobMonitor monitor = monitor(job, observed::add);
        assertThat(monitor.run(new UserInterrupt(), INTERVAL, JobMonitor.UNLIMITED))
                .isEqualTo(JobMonitor.Outcome.ENDED);
        assertThat(observed).containsExactly(JobStatus.CREATED, JobStatus.RUNNING);
        assertThat(monitor.status()).isEqualTo(JobStatus.FINISHED);
        assertThat(printed.toString()).isEmpty();
    }

    @Test
    void eachOutageOfTheJobManagerIsPrintedOnce() throws Exception {
        IOException away = new JobManagerUnavailableException(ADDRESS, "away", null);
        var job = new ScriptedJob(JobStatus.RUNNING, away, away, JobStatus.RUNNING, away, JobStatus.FINISHED);
        assertThat(monitor(job).run(new UserInterrupt(), INTERVAL, JobMonitor.UNLIMITED))
                .isEqualTo(JobMonitor.Outcome.ENDED);
        assertThat(printed.toString().lines())
                .containsExactly(
                        "The JobManager at localhost:1 does not answer: waiting for it.",
                        "The JobManager at localhost:1 does not answer: waiting for it.");
    }

    @Test
    void patienceWithTheJobManagerIsLimited() throws Exception {
        IOException away = new JobManagerUnavailableException(ADDRESS, "away", null);
        var job = new ScriptedJob(JobStatus.RUNNING, away);
        assertThat(monitor(job).run(new UserInterrupt(), INTERVAL, Duration.ofNanos(1)))
                .isEqualTo(JobMonitor.Outcome.UNREACHABLE);
    }

    @Test
    void howToResumeALostJobIsPrinted() throws Exception {
        Files.createDirectories(folder.resolve("checkpoints/job/chk-1"));
        Files.createFile(folder.resolve("checkpoints/job/chk-1/_metadata"));
        var job = new ScriptedJob(JobStatus.RUNNING, new IOException("Could not find Flink job"));
        assertThatThrownBy(() -> monitor(job).run(new UserInterrupt(), INTERVAL, JobMonitor.UNLIMITED))
                .hasMessage("Could not find Flink job");
        assertThat(printed.toString().lines()).containsExactly("To resume from the last checkpoint: resume it");
    }

    @Test
    void aJobIsDrainedAgainIfThatFailsAndLeavesNoSavepoint() throws Exception {
        Path savepoint = Files.createDirectories(folder.resolve("savepoints/savepoint-1"));
        var job = new ScriptedJob(JobStatus.RUNNING, JobStatus.RUNNING, JobStatus.FINISHED);
        job.savepoints.add(new IOException("not all tasks are running"));
        job.savepoints.add(savepoint);
        JobMonitor monitor = monitor(job, new JobDrainer(TrainJobTest.job(RunFolder.of(folder), 0, null), job, out));
        assertThat(monitor.run(new UserInterrupt(), INTERVAL, JobMonitor.UNLIMITED))
                .isEqualTo(JobMonitor.Outcome.ENDED);
        assertThat(job.savepoints).isEmpty();
        assertThat(savepoint).doesNotExist();
        assertThat(printed.toString().lines()).containsExactly("All steps are done (--steps).");
    }

    private JobMonitor monitor(JobHandle job, JobObserver... observers) {
        return new JobMonitor(job, List.of(observers), new ResumeHint(RunFolder.of(folder), "resume it", out), out);
    }

    /** A job whose statuses and savepoints, or failures in place of them, are given. Its steps are done. */
    private static final class ScriptedJob implements JobHandle {

        private final Queue<Object> statuses;
        private final Queue<Object> savepoints = new ArrayDeque<>();

        ScriptedJob(Object... statuses) {
            this.statuses = new ArrayDeque<>(List.of(statuses));
        }

        private static Object next(Queue<Object> script) throws IOException {
            Object next = script.remove();
            if (next instanceof IOException failure) {
                throw failure;
            }
            return next;
        }

        @Override
        public JobStatus status() throws IOException {
            return (JobStatus) next(statuses);
        }

        @Override
        public Map<String, Object> accumulators() {
            return Map.of(Train.FINISHED_MODELS, 1L, Hold.STATE, Hold.RELEASED);
        }

        @Override
        public String stop(StoragePath folder, boolean drain) throws IOException {
            assertThat(drain).isTrue();
            return next(savepoints).toString();
        }

        @Override
        public String savepoint(StoragePath folder) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkpoint() {
            throw new UnsupportedOperationException();
        }

        @Override
        public JobResult result() {
            throw new UnsupportedOperationException();
        }
    }
}
