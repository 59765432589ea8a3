package io.convstream.run;

import io.convstream.event.EventFiles;
import io.convstream.failure.UsageException;
import io.convstream.image.ClassNames;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The start of a run: reserves and locks the folder, and assigns the identity. An earlier run in the folder is not
 * changed until {@link #commit}.
 */
public final class RunStart {

    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private final RunFolder run;
    private final RunIdentity identity;
    private final @Nullable StoragePath resume;
    private final @Nullable RunDescription previous;
    private final boolean overwrite;
    private final boolean folderCreated;
    private final RunLock lock;

    private RunStart(Target target, boolean overwrite, boolean folderCreated, PrintWriter out) throws IOException {
        this.run = target.run();
        this.identity = target.identity();
        this.resume = target.snapshot();
        this.previous = target.previous();
        this.overwrite = overwrite;
        this.folderCreated = folderCreated;
        this.lock = RunLock.take(run, out);
    }

    /**
     * The run to start.
     *
     * @param snapshot the checkpoint or savepoint to resume from; null for a new run
     * @param previous the description of the run to resume; null for a new run, or if there is none
     */
    private record Target(
            RunFolder run,
            RunIdentity identity,
            @Nullable StoragePath snapshot,
            @Nullable RunDescription previous) {}

    /**
     * Reserves the folder.
     *
     * @param folder the value of {@code --run}
     * @param resume the value of {@code --resume}
     * @throws UsageException if the folder contains another run, is in use, or cannot be created
     */
    public static RunStart reserve(@Nullable StoragePath folder, @Nullable StoragePath resume, StartOptions options)
            throws IOException {
        if (resume != null) {
            if (options.overwrite()) {
                throw new UsageException("--overwrite and --resume are mutually exclusive: leave out one of them");
            }
            return reserve(resumed(folder, RunFolder.resolveSnapshot(resume), options.use()), false, options);
        }
        if (folder == null) {
            return reserveByTime(options);
        }
        RunFolder run = new RunFolder(folder);
        String existing = RunFiles.findExisting(run);
        if (existing == null) {
            return reserve(new Target(run, RunIdentity.create(), null, null), false, options);
        }
        if (options.isRestartable() && run.description().exists()) {
            RunDescription previous = RunDescription.read(run.description());
            return reserve(new Target(run, previous.identity().next(), null, previous), false, options);
        }
        if (options.overwrite()) {
            RunFiles.requireRun(run);
            return reserve(new Target(run, RunIdentity.create(), null, null), true, options);
        }
        options.use().requireFree(run);
        throw new UsageException("run folder " + run.path() + " already holds a run (" + existing
                + "): choose another --run, continue it with --resume " + run.path()
                + ", or replace it with --overwrite");
    }

    /** Refuses to resume with other classes, or with another split of the images into training and held-out ones. */
    public void requireSameImages(List<String> classes, double split) {
        RunDescription original = previous;
        if (original == null) {
            return;
        }
        String run = "the run in " + original.folder() + " (--resume)";
        try {
            new ClassNames("the images", classes, true).requireSame(new ClassNames(run, original.classes(), true));
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + "; resume it with its own --data", e);
        }
        if (original.split() != split) {
            throw new UsageException(run + " holds out a fraction of " + original.split()
                    + " of the training images, this command " + split + ": give --val-split " + original.split());
        }
    }

    /** Returns what a resumed run started from: a fork from the checkpoint, others from what they started from at first. */
    public List<RunParent> parents() {
        RunDescription original = previous;
        if (original != null && original.id().equals(identity.id())) {
            return original.parents() == null ? List.of() : original.parents();
        }
        return resume == null
                ? List.of()
                : List.of(new RunParent(resume.toString(), original == null ? null : original.id(), null, null));
    }

    private static Target resumed(@Nullable StoragePath folder, StoragePath snapshot, RunUse use) throws IOException {
        Optional<RunFolder> source = RunFolder.containing(snapshot);
        RunFolder run = folder != null
                ? new RunFolder(folder)
                : source.orElseThrow(() -> new UsageException(
                        "--resume " + snapshot + " is not in a run folder: give --run for the files of the run"));
        RunDescription previous =
                source.isPresent() && source.get().description().exists()
                        ? RunDescription.read(source.get().description())
                        : null;
        if (source.filter(run::isSame).isEmpty()) {
            if (source.isPresent()) {
                use.requireFree(source.get());
            }
            String existing = RunFiles.findExisting(run);
            if (existing != null) {
                throw new UsageException("run folder " + run.path() + " already holds another run (" + existing
                        + "): choose another --run to resume into, or leave it out");
            }
            return new Target(run, RunIdentity.create(), snapshot, previous);
        }
        MovedCheckpoint.requireComplete(snapshot);
        return new Target(run, identity(run, previous), snapshot, previous);
    }

    /** Keeps the identity of a run whose folder was moved; a copy whose original still exists is another run. */
    private static RunIdentity identity(RunFolder run, @Nullable RunDescription previous) throws IOException {
        if (previous == null) {
            return new RunIdentity(RunIdentity.create().id(), EventFiles.lastAttempt(run.events()) + 1);
        }
        if (RunUse.isCopy(run)) {
            RunLock.requireFree(new RunFolder(StoragePath.parse(previous.folder())));
            return previous.identity().copy();
        }
        return previous.identity().next();
    }

    private static RunStart reserve(Target target, boolean overwrite, StartOptions options) throws IOException {
        StoragePath path = target.run().path();
        boolean folderCreated = !path.exists();
        target.run().create(options.isOwnerOnly());
        RunStart start;
        try {
            start = new RunStart(target, overwrite, folderCreated, options.out());
        } catch (IOException e) {
            throw new UsageException(
                    "cannot write to run folder " + path + " (" + e.getMessage() + "): choose another --run", e);
        }
        try {
            if (!options.isRestartable()) {
                options.use().requireNoJob(target.run());
            }
            return start;
        } catch (IOException | RuntimeException e) {
            start.rollBack();
            throw e;
        }
    }

    /** Creates a folder named by time; names within the same second get a number, and sort. */
    static RunStart reserveByTime(StartOptions options) throws IOException {
        StoragePath runs = options.runs();
        String time = NAME.format(LocalDateTime.now(ZoneOffset.UTC));
        new RunFolder(runs).create(false);
        for (int count = 1; ; count++) {
            RunFolder run = new RunFolder(runs.resolve(count == 1 ? time : String.format("%s-%02d", time, count)));
            if (run.createNew(options.isOwnerOnly())) {
                return new RunStart(new Target(run, RunIdentity.create(), null, null), false, true, options.out());
            }
        }
    }

    public RunFolder run() {
        return run;
    }

    public RunIdentity identity() {
        return identity;
    }

    /** The checkpoint or savepoint to resume from; null for a new run. */
    @Nullable
    public StoragePath resume() {
        return resume;
    }

    /** The description of the run to resume; null for a new run, or if there is none. */
    @Nullable
    public RunDescription previous() {
        return previous;
    }

    /** Starts the run: deletes the run that it replaces, and writes its description. */
    public void commit(RunDescription description, PrintWriter out) throws IOException {
        if (overwrite) {
            out.println(RunFiles.delete(run));
        }
        description.write(run.description());
        Attempts.begin(run, identity);
    }

    /** Leaves the folder as it was, if the job does not start. */
    public void rollBack() {
        try {
            if (folderCreated) {
                lock.delete();
                run.path().delete();
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
