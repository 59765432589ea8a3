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

/** All that a run leaves behind, in one folder. */
public record RunFolder(Path path) {

    /** What the names of event files begin with. */
    public static final String PARTS = "part";

    /** What a checkpoint's metadata begins with, before its id. */
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

    /** The parts as checkpoints complete them; {@link #eventFile()} is all of them once the run ends. */
    public Path eventParts() {
        return path.resolve("events");
    }

    public Path eventFile() {
        return path.resolve("events.jsonl");
    }

    /** What the run was started with. */
    public Path description() {
        return path.resolve("run.json");
    }

    /** Locked while a process has the run. */
    Path lock() {
        return path.resolve("run.lock");
    }

    /** Whether another path leads to the same folder. */
    boolean isSame(RunFolder other) {
        try {
            return equals(other) || Files.isSameFile(path, other.path);
        } catch (IOException e) {
            return false; // one of them is not there
        }
    }

    public Path report() {
        return path.resolve("report.html");
    }

    /** What TensorBoard reads. */
    public Path tensorBoard() {
        return path.resolve("tensorboard");
    }

    /** What Flink and the libraries log while the run is in this process. */
    public Path log() {
        return path.resolve("convstream.log");
    }

    public Path deadLetters() {
        return path.resolve("dead-letters");
    }

    public Path models() {
        return path.resolve("models");
    }

    /** What the run is called among others. */
    public String jobName() {
        return "convstream-" + path.getFileName();
    }

    /** As Flink takes a path: with its scheme, and a blank as a blank. */
    public static String forFlink(Path path) {
        return new org.apache.flink.core.fs.Path(path.toUri()).toString();
    }

    void create() {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new UsageException(
                    "the run folder " + path + " cannot be made (" + Reason.of(e) + "): give another one with --run",
                    e);
        }
    }

    /**
     * The folder of the run that a checkpoint or savepoint is of: the one above {@code checkpoints} or
     * {@code savepoints}.
     */
    public static Optional<RunFolder> holding(Path snapshot) {
        for (Path above = snapshot.toAbsolutePath(); above != null; above = above.getParent()) {
            Path name = above.getFileName();
            if (name != null && (name.endsWith("checkpoints") || name.endsWith("savepoints"))) {
                return Optional.ofNullable(above.getParent()).map(RunFolder::new);
            }
        }
        return Optional.empty();
    }

    /** What {@code --resume} names: itself where it is a checkpoint or savepoint, else the newest in the run's folder. */
    public static Path snapshot(Path resume) {
        if (Files.exists(resume.resolve("_metadata"))) {
            return resume.toAbsolutePath().normalize();
        }
        if (!Files.isDirectory(resume)) {
            throw new UsageException(
                    "--resume " + resume + ": there is no such folder; give a run folder, a checkpoint or a savepoint");
        }
        try {
            return newest(resume, Instant.MAX)
                    .orElseThrow(
                            () -> new UsageException(
                                    "--resume " + resume
                                            + ": it holds no checkpoint or savepoint (a run that came to its end keeps none); start anew"));
        } catch (IOException e) {
            throw new UsageException("--resume " + resume + ": the folder cannot be read: " + Reason.of(e), e);
        }
    }

    /** The newest checkpoint or savepoint of this run that was complete at some time; none if the folder is elsewhere. */
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

    /** Counts up over all attempts of a run; the times of files differ in a copied run. 0 if it cannot be read. */
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
