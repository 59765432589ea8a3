package io.convstream.ingest.download;

import io.convstream.failure.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Archive on an HTTP server, with the size and checksum to verify it.
 *
 * @param size in bytes
 * @param md5 MD5 checksum in lower-case hexadecimal digits, the only one that the CIFAR-10 page publishes
 */
public record Archive(URI address, long size, String md5) {

    /** CIFAR-10, as published by its authors. */
    public static final Archive CIFAR10 = new Archive(
            URI.create("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
            170_052_171,
            "c32a1d4ab5d03f1284b67883e8d87530");

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

    public Archive {
        if (size < 1) {
            throw new IllegalArgumentException("an archive of " + size + " bytes is empty: give its size in bytes");
        }
    }

    String fileName() {
        String path = address.getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /**
     * Downloads the archive into a folder, unless it is already there. Received bytes are kept in {@code NAME.part}, which
     * the next attempt resumes; the file is renamed once size and checksum match.
     *
     * @return the downloaded file
     * @throws UnavailableException if the server cannot be reached or refuses the request
     * @throws IOException if the download breaks off, or does not match size and checksum: it is then deleted
     */
    public Path download(Path folder, DownloadProgress progress) throws IOException {
        Path file = folder.resolve(fileName());
        if (Files.exists(file) && matches(file)) {
            return file;
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IOException("cannot create the folder " + folder + " for the download: " + Reason.of(e), e);
        }
        Path part = folder.resolve(fileName() + ".part");
        new Download(address, size, READ_TIMEOUT, progress).completeFile(part);
        if (!matches(part)) {
            Files.delete(part);
            throw new IOException("the download of " + address + " is not the file expected (" + size + " bytes, MD5 "
                    + md5 + ") and was deleted: try again, or download it yourself to " + file);
        }
        return Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private boolean matches(Path file) throws IOException {
        return Files.size(file) == size && md5(file).equals(md5);
    }

    private static String md5(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
