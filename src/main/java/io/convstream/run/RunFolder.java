package io.convstream.run;

import io.convstream.failure.Reason;
import io.convstream.failure.UsageException;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder with all files of a run. */
public record RunFolder(Path path) {

    /** The prefix of event file names. */
    public static final String PARTS = "part";

    /** The bytes before the id in a checkpoint's metadata. */
    private static final int MAGIC_AND_VERSION = 2 * Integer.BYTES;

    public RunFolder {
        path = path.toAbsolutePath().normalize();
    }

    public String name() {
        return String.valueOf(path.getFileName());
    }

    public Path checkpoints() {
        return path.resolve("checkpoints");
    }

    public Path savepoints() {
        return path.resolve("savepoints");
    }

    /** The part files that checkpoints commit; merged into {@link #eventFile()} at the end of a run. */
    public Path eventParts() {
        return path.resolve("events");
    }

    public Path eventFile() {
        return path.resolve("events.jsonl");
    }

    /** See {@link RunDescription}. */
    public Path description() {
        return path.resolve("run.json");
    }

    /** See {@link RunLock}. */
    Path lock() {
        return path.resolve("run.lock");
    }

    /** Returns whether both paths refer to the same folder. */
    boolean isSame(RunFolder other) {
        try {
            return equals(other) || Files.isSameFile(path, other.path);
        } catch (IOException e) {
            return false; // one of them does not exist
        }
    }

    public Path report() {
        return path.resolve("report.html");
    }

    public Path tensorBoard() {
        return path.resolve("tensorboard");
    }

    /** The log of Flink and the libraries, if the run is in this process. */
    public Path log() {
        return path.resolve("convstream.log");
    }

    public Path deadLetters() {
        return path.resolve("dead-letters");
    }

    public Path models() {
        return path.resolve("models");
    }

    public String jobName() {
        return "convstream-" + path.getFileName();
    }

    /** Returns a path for Flink: with scheme, blanks not escaped. */
    public static String toFlinkPath(Path path) {
        return new org.apache.flink.core.fs.Path(path.toUri()).toString();
    }

    void create() {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new UsageException(
                    "cannot create run folder " + path + " (" + Reason.of(e) + "): choose another --run", e);
        }
    }

    /** Returns the run folder of a checkpoint or savepoint: the parent of {@code checkpoints} or {@code savepoints}. */
    public static Optional<RunFolder> containing(Path snapshot) {
        for (Path above = snapshot.toAbsolutePath(); above != null; above = above.getParent()) {
            Path name = above.getFileName();
            if (name != null && (name.endsWith("checkpoints") || name.endsWith("savepoints"))) {
                return Optional.ofNullable(above.getParent()).map(RunFolder::new);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the checkpoint or savepoint that {@code --resume} names: itself, or the newest in a run folder.
     *
     * @throws UsageException if there is none
     */
    public static Path resolveSnapshot(Path resume) {
        if (Files.exists(resume.resolve("_metadata"))) {
            return resume.toAbsolutePath().normalize();
        }
        if (!Files.isDirectory(resume)) {
            throw new UsageException(
                    "--resume " + resume + ": there is no such folder; give a run folder, a checkpoint or a savepoint");
        }
        try {
            return newest(resume, Instant.MAX)
                    .orElseThrow(() -> new UsageException("--resume " + resume
                            + ": it contains no checkpoint or savepoint (a finished run keeps none): start a new run"));
        } catch (IOException e) {
            throw new UsageException("--resume " + resume + ": the folder cannot be read: " + Reason.of(e), e);
        }
    }

    /** Returns the newest checkpoint or savepoint that was complete at a time; empty if the folder does not exist. */
    public Optional<Path> newestSnapshot(Instant completeAt) throws IOException {
        return Files.isDirectory(path) ? newest(path, completeAt) : Optional.empty();
    }

    private static Optional<Path> newest(Path folder, Instant completeAt) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.endsWith("_metadata"))
                    .filter(file -> !written(file).toInstant().isAfter(completeAt))
                    .max(Comparator.comparingLong(RunFolder::checkpointId).thenComparing(RunFolder::written))
                    .map(metadata -> metadata.toAbsolutePath().normalize().getParent());
        }
    }

    /** Returns the id, which increases over all attempts (file times change if a run is copied); 0 if it is unreadable. */
    private static long checkpointId(Path metadata) {
        try (var in = new DataInputStream(Files.newInputStream(metadata))) {
            in.skipNBytes(MAGIC_AND_VERSION);
            return in.readLong();
        } catch (IOException e) {
            return 0;
        }
    }

    private static FileTime written(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }
}
