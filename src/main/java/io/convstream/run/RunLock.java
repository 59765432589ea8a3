package io.convstream.run;

import io.convstream.failure.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.util.Optional;

/**
 * An exclusive lock on a run folder: {@link FileRunLock} in a local folder, {@link LeaseRunLock} elsewhere. A lock of a
 * process that has died does not last.
 */
public sealed interface RunLock extends AutoCloseable permits FileRunLock, LeaseRunLock {

    /**
     * Locks a run folder, which must exist.
     *
     * @param out for a notice that the lock of a dead process is taken over
     * @throws UsageException if another process holds the lock
     */
    static RunLock take(RunFolder run, PrintWriter out) throws IOException {
        return run.path().isLocal() ? FileRunLock.take(run) : LeaseRunLock.take(run, LeaseRunLock.Timing.STANDARD, out);
    }

    /** Returns the process that holds the lock of a run folder, in words; empty if none does. */
    static Optional<String> owner(RunFolder run) throws IOException {
        return run.path().isLocal() ? FileRunLock.owner(run) : LeaseRunLock.owner(run, LeaseRunLock.Timing.STANDARD);
    }

    /**
     * Refuses a run folder that is locked.
     *
     * @throws UsageException if a process holds the lock
     */
    static void requireFree(RunFolder run) throws IOException {
        Optional<String> owner = owner(run);
        if (owner.isPresent()) {
            throw inUse(run, owner.get());
        }
    }

    /** Returns the error for a folder that another process uses. */
    static UsageException inUse(RunFolder run, String owner) {
        return new UsageException(
                "run folder " + run.path() + " is in use by " + owner + ": stop it first, or choose another --run");
    }

    /** Returns this process in words. */
    static String thisProcess() {
        return "process " + ProcessHandle.current().pid() + " on " + host();
    }

    /** Returns the name of this machine. */
    static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "this machine";
        }
    }

    /**
     * Fails if another process has taken the lock over, because this one did not run for a while.
     *
     * @throws IOException in one sentence
     */
    void requireHeld() throws IOException;

    /** Releases the lock and deletes its file. */
    void delete() throws IOException;

    /** Releases the lock. */
    @Override
    void close() throws IOException;
}
