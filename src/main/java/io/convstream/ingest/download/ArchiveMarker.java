package io.convstream.ingest.download;

import io.convstream.failure.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Says in a folder which archive was unpacked into it.
 *
 * @param size of the archive in bytes
 * @param times when it was last changed, as precisely as its file system says
 * @param sha256 of its bytes
 * @param files how many the folder held then
 */
public record ArchiveMarker(long size, String times, String sha256, long files) {

    /** The file's name in the folder. */
    public static final String NAME = ".convstream-archive";

    /** The receipt of an archive that is about to be unpacked. */
    static ArchiveMarker of(Path archive) throws IOException {
        return new ArchiveMarker(Files.size(archive), times(archive), sha256(archive), 0);
    }

    /** What a folder says of itself; empty if it was not unpacked by us. */
    static Optional<ArchiveMarker> in(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        var read = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            read.load(reader);
            return Optional.of(new ArchiveMarker(
                    Long.parseLong(read.getProperty("size", "")),
                    read.getProperty("times", ""),
                    read.getProperty("sha256", ""),
                    Long.parseLong(read.getProperty("files", ""))));
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(file + " is damaged (" + Reason.of(e) + "): move the folder " + folder + " away", e);
        }
    }

    /** Completes the receipt and leaves it in the folder, unless the archive has changed meanwhile. */
    void write(Path archive, Path folder) throws IOException {
        if (!new ArchiveMarker(Files.size(archive), times(archive), sha256, files).equals(this)) {
            throw new IOException("it changed while it was read");
        }
        new ArchiveMarker(size, times, sha256, files(folder)).store(archive, folder);
    }

    private void store(Path archive, Path folder) throws IOException {
        var written = new Properties();
        written.setProperty("size", String.valueOf(size));
        written.setProperty("times", times);
        written.setProperty("sha256", sha256);
        written.setProperty("files", String.valueOf(files));
        try (Writer writer = Files.newBufferedWriter(folder.resolve(NAME))) {
            written.store(writer, "Unpacked by convstream from " + archive.getFileName());
        } catch (IOException e) {
            var failure = new FileSystemException(folder.toString(), null, String.valueOf(e.getMessage()));
            failure.initCause(e);
            throw failure;
        }
    }

    /** Whether an archive is still the same; reads it only if its times differ. */
    boolean isOf(Path archive) throws IOException {
        return Files.size(archive) == size
                && (times(archive).equals(times) || sha256(archive).equals(sha256));
    }

    /** Whether nobody has added, removed or changed a file since. */
    boolean isUntouched(Path folder) throws IOException {
        FileTime unpacked = Files.getLastModifiedTime(folder.resolve(NAME));
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.filter(Files::isRegularFile).toList()) {
                if (Files.getLastModifiedTime(path).compareTo(unpacked) > 0) {
                    return false;
                }
            }
        }
        return files(folder) == files;
    }

    private static long files(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(path -> Files.isRegularFile(path) && !path.equals(folder.resolve(NAME)))
                    .count();
        }
    }

    /** A copy may keep the time of its last change, but no file system lets anybody set the second time. */
    private static String times(Path archive) throws IOException {
        boolean unix = archive.getFileSystem().supportedFileAttributeViews().contains("unix");
        return Files.getLastModifiedTime(archive) + (unix ? " " + Files.getAttribute(archive, "unix:ctime") : "");
    }

    private static String sha256(Path archive) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        try (InputStream in = new DigestInputStream(Files.newInputStream(archive), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
