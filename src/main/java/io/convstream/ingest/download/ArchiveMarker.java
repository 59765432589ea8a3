package io.convstream.ingest.download;

import io.convstream.failure.Reason;
import io.convstream.storage.Sha256;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Marker file in a folder that records which archive was unpacked into it.
 *
 * @param size of the archive, in bytes
 * @param times modification time of the archive, with the inode change time if the file system has one
 * @param sha256 of the archive, in hexadecimal digits
 * @param files the number of files unpacked
 */
public record ArchiveMarker(long size, String times, String sha256, long files) {

    /** The name of the marker file. */
    public static final String NAME = ".convstream-archive";

    /** Returns the marker of an archive that is about to be unpacked, without its number of files. */
    static ArchiveMarker of(Path archive) throws IOException {
        return new ArchiveMarker(Files.size(archive), times(archive), Sha256.of(archive), 0);
    }

    /** Reads the marker of a folder; returns empty if convstream did not unpack the folder. */
    static Optional<ArchiveMarker> read(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        var properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            return Optional.of(new ArchiveMarker(
                    Long.parseLong(properties.getProperty("size", "")),
                    properties.getProperty("times", ""),
                    properties.getProperty("sha256", ""),
                    Long.parseLong(properties.getProperty("files", ""))));
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(file + " is damaged (" + Reason.of(e) + "): move the folder " + folder + " away", e);
        }
    }

    /**
     * Writes the marker, with the number of files in the folder.
     *
     * @throws IOException if the archive changed while it was unpacked, or if the marker cannot be written
     */
    void write(Path archive, Path folder) throws IOException {
        if (!new ArchiveMarker(Files.size(archive), times(archive), sha256, files).equals(this)) {
            throw new IOException("it changed while it was being read");
        }
        new ArchiveMarker(size, times, sha256, countFiles(folder)).store(archive, folder);
    }

    private void store(Path archive, Path folder) throws IOException {
        var properties = new Properties();
        properties.setProperty("size", String.valueOf(size));
        properties.setProperty("times", times);
        properties.setProperty("sha256", sha256);
        properties.setProperty("files", String.valueOf(files));
        try (Writer writer = Files.newBufferedWriter(folder.resolve(NAME))) {
            properties.store(writer, "Unpacked by convstream from " + archive.getFileName());
        } catch (IOException e) {
            var failure = new FileSystemException(folder.toString(), null, String.valueOf(e.getMessage()));
            failure.initCause(e);
            throw failure;
        }
    }

    /** Whether an archive is the one unpacked; reads its bytes only if the times differ. */
    boolean isOf(Path archive) throws IOException {
        return Files.size(archive) == size
                && (times(archive).equals(times) || Sha256.of(archive).equals(sha256));
    }

    /** Whether no file of the folder was added, removed or changed since unpacking. */
    boolean isUnmodified(Path folder) throws IOException {
        FileTime unpacked = Files.getLastModifiedTime(folder.resolve(NAME));
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.filter(Files::isRegularFile).toList()) {
                if (Files.getLastModifiedTime(path).compareTo(unpacked) > 0) {
                    return false;
                }
            }
        }
        return countFiles(folder) == files;
    }

    private static long countFiles(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(path -> Files.isRegularFile(path) && !path.equals(folder.resolve(NAME)))
                    .count();
        }
    }

    /** A copy may preserve the modification time, but the inode change time cannot be set. */
    private static String times(Path archive) throws IOException {
        boolean unix = archive.getFileSystem().supportedFileAttributeViews().contains("unix");
        return Files.getLastModifiedTime(archive) + (unix ? " " + Files.getAttribute(archive, "unix:ctime") : "");
    }
}
