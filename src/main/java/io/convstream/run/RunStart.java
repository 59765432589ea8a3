package io.convstream.run;

import io.convstream.failure.UsageException;
import io.convstream.image.ClassNames;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The run that a command starts or resumes: its folder, reserved for this process, and its identity. Known before
 * anything else of the job. Nothing of an earlier run is changed until {@link #begin}.
 */
public final class RunStart {

    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private final RunFolder run;
    private final RunIdentity identity;
    private final @Nullable Path resume;
    private final @Nullable RunDescription before;
    private final boolean overwrite;
    private final boolean made;
    private final RunLock lock;

    private RunStart(Chosen chosen, boolean overwrite, boolean made) throws IOException {
        this.run = chosen.run();
        this.identity = chosen.identity();
        this.resume = chosen.snapshot();
        this.before = chosen.before();
        this.overwrite = overwrite;
        this.made = made;
        this.lock = RunLock.take(run);
    }

    /**
     * What was chosen, with nothing done yet.
     *
     * @param before what the run that is resumed was started with; null for a new run, or if it does not say
     */
    private record Chosen(
            RunFolder run,
            RunIdentity identity,
            @Nullable Path snapshot,
            @Nullable RunDescription before) {}

    /**
     * Finds and reserves the folder.
     *
     * @param folder the value of {@code --run}
     * @param resume the value of {@code --resume}
     * @param again whether Flink may start the same command again in the same folder, as after a JobManager's failure
     * @throws UsageException if the folder holds another run, is in use, or cannot be made
     */
    public static RunStart of(@Nullable Path folder, @Nullable Path resume, boolean overwrite, boolean again)
            throws IOException {
        if (resume != null) {
            if (overwrite) {
                throw new UsageException("--overwrite and --resume are mutually exclusive: leave out one of them");
            }
            return reserve(resumed(folder, RunFolder.snapshot(resume)), false);
        }
        if (folder == null) {
            return reserveByTime(Path.of("runs"));
        }
        RunFolder run = new RunFolder(folder);
        String left = RunFiles.first(run);
        if (left == null) {
            return reserve(new Chosen(run, RunIdentity.create(), null, null), false);
        }
        if (again && Files.exists(run.description())) {
            RunDescription before = RunDescription.read(run.description());
            return reserve(new Chosen(run, before.identity().next(), null, before), false);
        }
        if (overwrite) {
            RunFiles.requireOurs(run);
            return reserve(new Chosen(run, RunIdentity.create(), null, null), true);
        }
        RunLock.requireFree(run);
        throw new UsageException("run folder " + run.path() + " already holds a run (" + left
                + "): choose another --run, continue it with --resume " + run.path()
                + ", or replace it with --overwrite");
    }

    /**
     * Refuses to resume with other classes or with other held-out images of the training images: the labels of the
     * checkpoint's model keep their meaning, and no image changes sides.
     */
    public void requireSameImages(List<String> classes, double split) {
        RunDescription then = before;
        if (then == null) {
            return;
        }
        String run = "the run in " + then.folder() + " (--resume)";
        try {
            new ClassNames("the images", classes, true).requireSame(new ClassNames(run, then.classes(), true));
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + "; resume it with its own --data", e);
        }
        if (then.split() != split) {
            throw new UsageException(run + " held out the part " + then.split()
                    + " of the training images, this command " + split + ": give --val-split " + then.split());
        }
    }

    /** The folder that a command names; empty if it leaves the name to us. */
    public static Optional<RunFolder> named(@Nullable Path folder, @Nullable Path resume) {
        if (folder != null) {
            return Optional.of(new RunFolder(folder));
        }
        return resume == null ? Optional.empty() : RunFolder.holding(RunFolder.snapshot(resume));
    }

    private static Chosen resumed(@Nullable Path folder, Path snapshot) throws IOException {
        Optional<RunFolder> source = RunFolder.holding(snapshot);
        RunFolder run = folder != null
                ? new RunFolder(folder)
                : source.orElseThrow(() -> new UsageException(
                        "--resume " + snapshot + " lies in no run folder: say with --run where the run's files go"));
        RunDescription before = source.isPresent() && Files.exists(source.get().description())
                ? RunDescription.read(source.get().description())
                : null;
        if (source.filter(run::isSame).isEmpty()) {
            if (source.isPresent()) {
                RunLock.requireFree(source.get());
            }
            String left = RunFiles.first(run);
            if (left != null) {
                throw new UsageException("run folder " + run.path() + " already holds another run (" + left
                        + "): choose another --run to resume into, or leave it out");
            }
            return new Chosen(run, RunIdentity.create(), snapshot, before);
        }
        MovedCheckpoint.requireWhole(snapshot);
        return new Chosen(run, identity(run, before), snapshot, before);
    }

    /** A run stays the same where its folder was moved; a copy beside the original is another run. */
    private static RunIdentity identity(RunFolder run, @Nullable RunDescription before) throws IOException {
        if (before == null) {
            return RunIdentity.create();
        }
        RunFolder original = new RunFolder(Path.of(before.folder()));
        if (!original.isSame(run) && Files.exists(original.description())) {
            RunLock.requireFree(original);
            if (RunDescription.read(original.description()).id().equals(before.id())) {
                return before.identity().copy();
            }
        }
        return before.identity().next();
    }

    private static RunStart reserve(Chosen chosen, boolean overwrite) throws IOException {
        Path path = chosen.run().path();
        if (File.separatorChar == '/' && path.toString().indexOf('\\') >= 0) {
            throw new UsageException("run folder " + path
                    + " has a backslash in its name, which Flink takes for a slash: choose another --run");
        }
        boolean made = !Files.exists(path);
        chosen.run().create();
        try {
            return new RunStart(chosen, overwrite, made);
        } catch (IOException e) {
            throw new UsageException(
                    "the run folder " + path + " cannot be written to (" + e.getMessage() + "): give another one with "
                            + "--run",
                    e);
        }
    }

    /** Names sort by time; runs that start within a second get a number. */
    static RunStart reserveByTime(Path runs) throws IOException {
        String time = NAME.format(LocalDateTime.now(ZoneOffset.UTC));
        new RunFolder(runs).create();
        for (int count = 1; ; count++) {
            RunFolder run = new RunFolder(runs.resolve(count == 1 ? time : String.format("%s-%02d", time, count)));
            try {
                Files.createDirectory(run.path());
            } catch (FileAlreadyExistsException e) {
                continue;
            }
            return new RunStart(new Chosen(run, RunIdentity.create(), null, null), false, true);
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
    public Path resume() {
        return resume;
    }

    /** What the run that is resumed was started with; null for a new run, or if it does not say. */
    @Nullable
    public RunDescription before() {
        return before;
    }

    /** Makes the folder this run's: deletes the run that it replaces, and writes its description. */
    public void begin(RunDescription description, PrintWriter out) throws IOException {
        if (overwrite) {
            out.println(RunFiles.delete(run));
        }
        description.write(run.description());
    }

    /** Gives the folder back as it was: the job never started. */
    public void abandon() {
        try {
            if (made) {
                lock.discard(run.lock());
                Files.deleteIfExists(run.path());
            } else {
                lock.close();
            }
        } catch (IOException e) {
            // An empty folder that stays is in nobody's way.
        }
    }

    /** Lets others have the folder. */
    public void release() throws IOException {
        lock.close();
    }
}
