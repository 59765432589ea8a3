package io.convstream.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.convstream.event.JsonLines;
import io.convstream.failure.Reason;
import io.convstream.storage.StoragePath;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The lock of a folder that is not local: a lease in the file {@code run.lock}, which its process refreshes. A lease that
 * is not refreshed is stale and can be taken over.
 *
 * <p>Flink's file systems cannot create a file only if it is absent (Hadoop can on S3 from 3.4.2 on; flink-s3-fs-hadoop
 * 2.3.0 has 3.3.4). So a process writes its lease, waits, and reads it back: of processes that start at the same time, the
 * last to write keeps it. A process that has paused before it wrote waits longer, until one that holds the lease has
 * noticed. A lease that is stale by the clock is watched before it is taken over, so clocks of two machines may differ.
 */
final class LeaseRunLock implements RunLock {

    /**
     * The times of a lease.
     *
     * @param refresh between two refreshes
     * @param stale the age of a stale lease
     * @param settle between writing and reading back
     */
    record Timing(Duration refresh, Duration stale, Duration settle) {

        static final Timing STANDARD = new Timing(Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofSeconds(2));

        /** How long a lease that looks stale must stay unchanged. */
        Duration watch() {
            return refresh.plus(settle);
        }
    }

    /**
     * The content of the file.
     *
     * @param token identifies the holder
     * @param owner the process, in words
     * @param time of the last refresh, by the clock of the holder
     */
    private record Lease(String token, String owner, Instant time) {}

    /** Between the clocks of two machines. */
    private static final Duration MAX_SKEW = Duration.ofHours(1);

    private final RunFolder run;
    private final String token;
    private final ScheduledExecutorService refresher;
    private final Future<?> refreshes;
    private volatile @Nullable String lostTo;

    private LeaseRunLock(RunFolder run, String token, Timing timing) {
        this.run = run;
        this.token = token;
        refresher = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "run-lease");
            thread.setDaemon(true);
            return thread;
        });
        long millis = timing.refresh().toMillis();
        refreshes = refresher.scheduleAtFixedRate(this::refresh, millis, millis, TimeUnit.MILLISECONDS);
    }

    static LeaseRunLock take(RunFolder run, Timing timing, PrintWriter out) throws IOException {
        Lease found = read(run);
        long start = System.nanoTime();
        if (found != null) {
            if (isHeld(run, found, timing)) {
                throw RunLock.inUse(run, found.owner());
            }
            out.println("Taking over run folder " + run.path() + " from " + found.owner()
                    + ", which has not refreshed its lease since " + found.time() + ".");
            start = System.nanoTime();
        }
        String token = UUID.randomUUID().toString();
        write(run, token);
        boolean paused = System.nanoTime() - start >= timing.settle().toNanos();
        // After a pause, another process may hold the folder: it refreshes, notices and ends meanwhile.
        sleep(paused ? timing.watch() : timing.settle());
        Lease written = read(run);
        if (written == null || !written.token().equals(token)) {
            throw RunLock.inUse(run, written == null ? "another process" : written.owner());
        }
        return new LeaseRunLock(run, token, timing);
    }

    static Optional<String> owner(RunFolder run, Timing timing) throws IOException {
        Lease lease = read(run);
        return lease != null && isHeld(run, lease, timing) ? Optional.of(lease.owner()) : Optional.empty();
    }

    /** Returns whether a process refreshes a lease, which is watched if its age may be due to different clocks. */
    private static boolean isHeld(RunFolder run, Lease lease, Timing timing) throws IOException {
        Duration age = Duration.between(lease.time(), Instant.now()).abs();
        if (age.compareTo(timing.stale()) < 0 || age.compareTo(MAX_SKEW) > 0) {
            return age.compareTo(timing.stale()) < 0;
        }
        sleep(timing.watch());
        Lease now = read(run);
        return now != null && !now.equals(lease);
    }

    private void refresh() {
        try {
            Lease current = read(run);
            if (current != null && !current.token().equals(token)) {
                lostTo = current.owner();
                refresher.shutdown();
                return;
            }
            write(run, token);
        } catch (IOException | RuntimeException e) {
            // The next refresh tries again; a storage that fails for longer stops the checkpoints too.
        }
    }

    private static @Nullable Lease read(RunFolder run) throws IOException {
        StoragePath file = run.lock();
        if (!file.exists()) {
            return null;
        }
        try (InputStream in = file.open()) {
            return JsonLines.MAPPER.readValue(in, Lease.class);
        } catch (FileNotFoundException e) {
            return null; // released since
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "cannot read " + file + ", the lock of a run (" + Reason.of(e)
                            + "): delete it if no process uses the folder",
                    e);
        }
    }

    private static void write(RunFolder run, String token) throws IOException {
        byte[] json = JsonLines.MAPPER.writeValueAsBytes(new Lease(token, RunLock.thisProcess(), Instant.now()));
        run.lock().replace(out -> out.write(json));
    }

    private static void sleep(Duration time) throws IOException {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the run folder was being locked", e);
        }
    }

    @Override
    public void requireHeld() throws IOException {
        String owner = lostTo;
        if (owner != null) {
            throw new IOException("run folder " + run.path() + " was taken over by " + owner
                    + ", because this process did not refresh its lease for a while: this run ends here");
        }
    }

    @Override
    public void delete() throws IOException {
        close();
    }

    /** Stops refreshing, and deletes the lease unless another process has taken it over. */
    @Override
    public void close() throws IOException {
        refreshes.cancel(false);
        refresher.shutdown();
        try {
            if (!refresher.awaitTermination(1, TimeUnit.MINUTES)) {
                return; // the storage does not answer; the lease becomes stale
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        Lease current = read(run);
        if (current != null && Objects.equals(current.token(), token)) {
            run.lock().delete();
        }
    }
}
