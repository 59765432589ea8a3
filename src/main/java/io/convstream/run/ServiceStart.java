package io.convstream.run;

import io.convstream.failure.UsageException;
import io.convstream.rollout.ServedModel;
import io.convstream.run.StartOptions.JobPlace;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The start of a service: a new one, or the next attempt of the one that the folder holds. */
public final class ServiceStart {

    private final RunFolder run;
    private final @Nullable ServiceDescription previous;
    private final RunIdentity identity;
    private final boolean folderCreated;
    private final RunLock lock;

    private ServiceStart(
            RunFolder run, @Nullable ServiceDescription previous, boolean folderCreated, StartOptions options)
            throws IOException {
        this.run = run;
        this.previous = previous;
        this.folderCreated = folderCreated;
        identity = previous == null ? RunIdentity.create() : previous.identity().next();
        lock = RunLock.take(run, options.out());
    }

    /**
     * Reserves the folder.
     *
     * @param settings the options that must be those of an earlier attempt which had them, by name without dashes
     * @throws UsageException if the folder holds something else, or a service with other settings, or is in use
     */
    public static ServiceStart reserve(RunFolder run, Map<String, String> settings, StartOptions options)
            throws IOException {
        StoragePath file = run.service();
        ServiceDescription previous = file.exists() ? ServiceDescription.read(file) : null;
        if (previous == null) {
            String existing = RunFiles.findExisting(run);
            if (existing != null && !run.deployments().exists()) {
                throw new UsageException("run folder " + run.path() + " already holds a run (" + existing
                        + ") that is no service: choose another --run");
            }
        } else {
            requireSame(run, previous, settings);
        }
        boolean folderCreated = !run.path().exists();
        run.create(options.place() == JobPlace.THIS_PROCESS);
        var start = new ServiceStart(run, previous, folderCreated, options);
        try {
            options.use().requireNoJob(run);
            return start;
        } catch (IOException | RuntimeException e) {
            start.rollBack();
            throw e;
        }
    }

    private static void requireSame(RunFolder run, ServiceDescription previous, Map<String, String> settings) {
        settings.forEach((name, value) -> {
            String before = previous.settings().get(name);
            if (before != null && !value.equals(before)) {
                throw new UsageException("the service in " + run.path() + " was started with --" + name + " " + before
                        + ", not " + value + ": give the same, or choose another --run");
            }
        });
    }

    public RunFolder run() {
        return run;
    }

    public RunIdentity identity() {
        return identity;
    }

    /** Returns the models that an earlier attempt served; none if there was none. */
    public List<ServedModel> models() {
        return previous == null ? List.of() : previous.models();
    }

    /** Returns the newest checkpoint or savepoint; empty if there is none. */
    public Optional<StoragePath> snapshot() throws IOException {
        return run.newestSnapshot(Instant.MAX);
    }

    /** Starts the service: writes its description. */
    public void commit(List<String> command, Map<String, String> settings, List<ServedModel> models)
            throws IOException {
        new ServiceDescription(identity, command, settings, models).write(run.service());
        Attempts.begin(run, identity);
    }

    /** Leaves the folder as it was, if the job does not start. */
    public void rollBack() {
        try {
            if (folderCreated && !run.service().exists()) {
                lock.delete();
                run.path().deleteAll();
            } else {
                lock.close();
            }
        } catch (IOException e) {
            // An empty folder remains, which does no harm.
        }
    }

    /**
     * Fails if another process has taken the folder over.
     *
     * @throws IOException in one sentence
     */
    public void requireLocked() throws IOException {
        lock.requireHeld();
    }

    /** Releases the lock on the folder. */
    public void unlock() throws IOException {
        lock.close();
    }
}
