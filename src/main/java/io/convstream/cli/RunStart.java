package io.convstream.cli;

import io.convstream.image.ClassNames;
import io.convstream.publish.RunDescription;
import io.convstream.publish.RunIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The run that a command starts or resumes: known before anything else of the job.
 *
 * @param resume the checkpoint or savepoint to resume from; null for a new run
 */
record RunStart(
        RunFolder run, RunIdentity identity, @Nullable Path resume) {

    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    /**
     * Finds the folder and its identity; changes nothing.
     *
     * @param folder the value of {@code --run}
     * @param resume the value of {@code --resume}
     */
    static RunStart of(@Nullable Path folder, @Nullable Path resume) throws IOException {
        if (resume == null) {
            Path own =
                    folder == null ? Path.of("runs", NAME.format(LocalDateTime.now(ZoneId.systemDefault()))) : folder;
            return new RunStart(new RunFolder(own), RunIdentity.create(), null);
        }
        Path snapshot = RunFolder.snapshot(resume);
        RunFolder run = folder == null ? holding(snapshot) : new RunFolder(folder);
        return new RunStart(run, identity(run, snapshot), snapshot);
    }

    /**
     * Refuses to resume with other classes or with other held-out images of the training images: the labels of the
     * checkpoint's model keep their meaning, and no image changes sides.
     */
    void requireSameImages(TrainingPictures now) throws IOException {
        Optional<RunFolder> holding = resume == null ? Optional.empty() : RunFolder.holding(resume);
        if (holding.isEmpty() || !Files.exists(holding.get().description())) {
            return;
        }
        RunDescription then = RunDescription.read(holding.get().description());
        String run = "the run in " + holding.get().path() + " (--resume)";
        try {
            new ClassNames("the images", now.classes(), true).requireSame(new ClassNames(run, then.classes(), true));
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + "; resume it with its own --data", e);
        }
        if (then.split() != now.split()) {
            throw new UsageException(run + " held out the part " + then.split()
                    + " of the training images, this command " + now.split() + ": give --val-split " + then.split());
        }
    }

    private static RunFolder holding(Path snapshot) {
        return RunFolder.holding(snapshot)
                .orElseThrow(() -> new UsageException(
                        "--resume " + snapshot + " lies in no run folder: say with --run where the run's files go"));
    }

    /** A run that is resumed in its own folder is still the same; in another folder it is a new one. */
    private static RunIdentity identity(RunFolder run, Path snapshot) throws IOException {
        boolean same = RunFolder.holding(snapshot).filter(run::equals).isPresent();
        return same && Files.exists(run.description())
                ? RunDescription.read(run.description()).identity().next()
                : RunIdentity.create();
    }
}
