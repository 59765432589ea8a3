package io.convstream.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.failure.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The lease on a run folder, with short times. The files are local: it uses no more of a file system than S3 offers. */
@Timeout(60)
final class LeaseRunLockTest {

    private static final LeaseRunLock.Timing SHORT =
            new LeaseRunLock.Timing(Duration.ofMillis(50), Duration.ofSeconds(20), Duration.ofMillis(200));

    /** A lease is stale at once, but for its refreshes. */
    private static final LeaseRunLock.Timing STALE =
            new LeaseRunLock.Timing(Duration.ofMillis(50), Duration.ZERO, Duration.ofMillis(200));

    private final StringWriter out = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void aHeldLeaseIsRefusedAndAReleasedOneIsNot() throws Exception {
        RunFolder run = RunFolder.of(folder);
        try (LeaseRunLock held = take(SHORT)) {
            assertThatThrownBy(() -> take(SHORT))
                    .isInstanceOf(UsageException.class)
                    .hasMessageStartingWith("run folder " + folder + " is in use by process "
                            + ProcessHandle.current().pid() + " on ");
            assertThat(LeaseRunLock.owner(run, SHORT)).isPresent();
            held.requireHeld();
        }
        assertThat(LeaseRunLock.owner(run, SHORT)).isEmpty();
        take(SHORT).close();
        assertThat(run.lock().exists()).isFalse();
    }

    @Test
    void ofTwoProcessesThatStartAtTheSameTimeTheLastToWriteGetsTheFolder() throws Exception {
        var slow = new LeaseRunLock.Timing(Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofSeconds(1));
        CompletableFuture<LeaseRunLock> first = CompletableFuture.supplyAsync(() -> {
            try {
                return take(slow);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        while (!Files.exists(folder.resolve("run.lock"))) {
            Thread.sleep(1);
        }
        write("other"); // it has read the folder before the first one wrote
        assertThatThrownBy(first::get)
                .hasRootCauseInstanceOf(UsageException.class)
                .hasMessageContaining("is in use by process 1 on other");
    }

    @Test
    void aStaleLeaseIsTakenOverWithANotice() throws Exception {
        write("gone");
        try (LeaseRunLock taken = take(SHORT)) {
            taken.requireHeld();
        }
        assertThat(out.toString())
                .isEqualTo("Taking over run folder " + folder
                        + " from process 1 on gone, which has not refreshed its lease since 2020-01-01T00:00:00Z."
                        + System.lineSeparator());
    }

    @Test
    void aLeaseThatIsRefreshedIsNotStaleEvenIfTheClocksDiffer() throws Exception {
        try (LeaseRunLock held = take(SHORT)) {
            assertThatThrownBy(() -> take(STALE)).isInstanceOf(UsageException.class);
            assertThat(LeaseRunLock.owner(RunFolder.of(folder), STALE)).isPresent();
            held.requireHeld();
        }
    }

    @Test
    void aProcessThatLosesItsLeaseNoticesAndLeavesTheNewOne() throws Exception {
        try (LeaseRunLock held = take(SHORT)) {
            write("other");
            while (isHeld(held)) {
                Thread.sleep(10);
            }
            assertThatThrownBy(held::requireHeld).hasMessageContaining("was taken over by process 1 on other");
        }
        assertThat(folder.resolve("run.lock")).content().contains("other");
    }

    private static boolean isHeld(LeaseRunLock lock) {
        try {
            lock.requireHeld();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private LeaseRunLock take(LeaseRunLock.Timing timing) throws IOException {
        return LeaseRunLock.take(RunFolder.of(folder), timing, new PrintWriter(out, true));
    }

    /** Writes the lease of another process, atomically, as that process would. */
    private void write(String host) throws IOException {
        RunFolder.of(folder)
                .lock()
                .replace(content -> content.write(
                        ("{\"token\":\"x\",\"owner\":\"process 1 on " + host + "\",\"time\":\"2020-01-01T00:00:00Z\"}")
                                .getBytes(StandardCharsets.UTF_8)));
        assertThat(Files.exists(folder.resolve("run.lock"))).isTrue();
    }
}
