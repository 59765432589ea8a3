package io.convstream.run;

import io.convstream.failure.Reason;
import io.convstream.failure.UsageException;
import io.convstream.savepoint.Savepoint;
import io.convstream.storage.KeptCheckpoint;
import io.convstream.storage.OwnerOnlyFolder;
import io.convstream.storage.StoragePath;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;

/** The folder with all files of a run. */
public record RunFolder(StoragePath path) {

    /** The file that a checkpoint or savepoint is complete with. */
    static final String METADATA = AbstractFsCheckpointStorageAccess.METADATA_FILE_NAME;

    /** The bytes before the id in a checkpoint's metadata. */
    private static final int MAGIC_AND_VERSION = 2 * Integer.BYTES;

    /** Returns a folder on this machine. */
    public static RunFolder of(Path local) {
        return new RunFolder(StoragePath.of(local));
    }

    public String name() {
        return path.name();
    }

    public StoragePath checkpoints() {
        return path.resolve("checkpoints");
    }

    public StoragePath savepoints() {
        return path.resolve("savepoints");
    }

    /** The events, see {@link io.convstream.event.EventFiles}. */
    public StoragePath events() {
        return path.resolve("events");
    }

    /** See {@link RunDescription}. */
    public StoragePath description() {
        return path.resolve("run.json");
    }

    /** The decisions of a service; written before its description. */
    StoragePath deployments() {
        return path.resolve("deployments.json");
    }

    /** See {@link ServiceDescription}. */
    StoragePath service() {
        return path.resolve("service.json");
    }

    /** See {@link Attempts}. */
    StoragePath attempts() {
        return path.resolve("attempts.json");
    }

    /** See {@link RunLock}. */
    StoragePath lock() {
        return path.resolve("run.lock");
    }

    /** Returns whether both paths refer to the same folder. */
    boolean isSame(RunFolder other) {
        if (equals(other) || !path.isLocal() || !other.path.isLocal()) {
            return equals(other);
        }
        try {
            return Files.isSameFile(path.local(), other.path.local());
        } catch (IOException e) {
            return false; // one of them does not exist
        }
    }

    public StoragePath report() {
        return path.resolve("report.html");
    }

    public StoragePath tensorBoard() {
        return path.resolve("tensorboard");
    }

    /** The log of Flink and the libraries, if the run is in this process; a new temporary file if the folder is remote. */
    public Path log() throws IOException {
        return path.isLocal()
                ? path.local().resolve("convstream.log")
                : Files.createTempFile("convstream-" + name() + "-", ".log");
    }

    public StoragePath deadLetters() {
        return path.resolve("dead-letters");
    }

    public StoragePath models() {
        return path.resolve("models");
    }

    /** @param ownerOnly whether a new local folder is for its owner only */
    void create(boolean ownerOnly) {
        try {
            if (ownerOnly && path.isLocal()) {
                OwnerOnlyFolder.create(path.local());
            } else {
                path.createFolder();
            }
        } catch (IOException e) {
            throw new UsageException(
                    "cannot create run folder " + path + " (" + Reason.of(e) + "): choose another --run", e);
        }
    }

    /** Creates the folder; returns false if it exists. */
    boolean createNew(boolean ownerOnly) throws IOException {
        return (ownerOnly && path.isLocal()) ? OwnerOnlyFolder.create(path.local()) : path.createNewFolder();
    }

    /** Returns the run folder of a checkpoint or savepoint: the parent of {@code checkpoints} or {@code savepoints}. */
    public static Optional<RunFolder> containing(StoragePath snapshot) {
        for (StoragePath above = snapshot; above != null; above = above.parent()) {
            if (above.name().equals("checkpoints") || above.name().equals("savepoints")) {
                return Optional.ofNullable(above.parent()).map(RunFolder::new);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the checkpoint or savepoint that {@code --resume} names: itself, or the newest in a run folder, or in the
     * newest run of a folder of runs.
     *
     * @throws UsageException if there is none
     */
    public static StoragePath resolveSnapshot(StoragePath resume) {
        try {
            return resolve(Runs.newestOrFolder(resume));
        } catch (IOException e) {
            throw new UsageException("--resume " + resume + ": the folder cannot be read: " + Reason.of(e), e);
        }
    }

    private static StoragePath resolve(StoragePath resume) throws IOException {
        if (resume.resolve(METADATA).exists()) {
            return resume;
        }
        if (!resume.isFolder()) {
            throw new UsageException(
                    "--resume " + resume + ": there is no such folder; give a run folder, a checkpoint or a savepoint");
        }
        return newest(resume, Instant.MAX)
                .orElseThrow(
                        () -> new UsageException(
                                "--resume " + resume
                                        + ": it contains no checkpoint or savepoint (only a run that trained all its images keeps one): start a new run"));
    }

    /** Returns the newest checkpoint or savepoint that was complete at a time; empty if the folder does not exist. */
    public Optional<StoragePath> newestSnapshot(Instant completeAt) throws IOException {
        return newest(path, completeAt);
    }

    /**
     * Returns the step of the newest checkpoint or savepoint, of the model that is furthest; 0 if there is none, or if it cannot
     * be read.
     *
     * @param files the files of the run
     */
    public static long reachedStep(List<StoragePath.Entry> files) {
        AtomicLong reached = new AtomicLong();
        try {
            newest(files, Instant.MAX)
                    .ifPresent(snapshot -> Savepoint.open(snapshot)
                            .forEachModel((name, model) ->
                                    reached.accumulateAndGet(model.trainer().step(), Math::max)));
        } catch (UsageException e) {
            // a running job may delete it meanwhile
        }
        return reached.get();
    }

    /**
     * Returns the checkpoint with the highest id, and the one that was written last. They differ if an older checkpoint was
     * resumed from.
     *
     * @param files the files of the checkpoints
     */
    static Set<StoragePath> newestCheckpoints(List<StoragePath.Entry> files) {
        Set<StoragePath> newest = new HashSet<>();
        newest(files, Instant.MAX).ifPresent(newest::add);
        files.stream()
                .filter(RunFolder::isMetadata)
                .max(Comparator.comparing(StoragePath.Entry::modified).thenComparing(RunFolder::checkpointId))
                .map(metadata -> Objects.requireNonNull(metadata.path().parent()))
                .ifPresent(newest::add);
        return newest;
    }

    private static Optional<StoragePath> newest(StoragePath folder, Instant completeAt) throws IOException {
        return newest(folder.filesBelow(), completeAt);
    }

    private static Optional<StoragePath> newest(List<StoragePath.Entry> files, Instant completeAt) {
        return files.stream()
                .filter(RunFolder::isMetadata)
                .filter(file -> !file.modified().isAfter(completeAt))
                .max(Comparator.comparingLong(RunFolder::checkpointId)
                        .thenComparing(metadata -> !KeptCheckpoint.isKept(metadata.path()))
                        .thenComparing(StoragePath.Entry::modified))
                .map(metadata -> Objects.requireNonNull(metadata.path().parent()));
    }

    static boolean isMetadata(StoragePath.Entry file) {
        return file.path().name().equals(METADATA);
    }

    /** Returns the id, which increases over all attempts (file times change if a run is copied); 0 if it is unreadable. */
    private static long checkpointId(StoragePath.Entry metadata) {
        try (var in = new DataInputStream(metadata.path().open())) {
            in.skipNBytes(MAGIC_AND_VERSION);
            return in.readLong();
        } catch (IOException e) {
            return 0;
        }
    }
}
