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
import java.util.HexFormat;

/**
 * A file to download, and how to know that it is the right one.
 *
 * @param size in bytes
 * @param md5 its MD5 sum in lower-case hexadecimal digits: all that the official page gives
 */
public record Archive(URI address, long size, String md5) {

    /** CIFAR-10 as its authors publish it. */
    public static final Archive CIFAR10 = new Archive(
            URI.create("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
            170_052_171,
            "c32a1d4ab5d03f1284b67883e8d87530");

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
     * Downloads the file into a folder, unless it lies there already. What arrives is kept as {@code <name>.part} and
     * gets its name when size and checksum are right; the next try goes on where this one broke off.
     *
     * @return the file
     * @throws UnavailableException where the server cannot be reached or does not give the file out
     * @throws IOException where the download breaks off or is not the right file; the latter is deleted
     */
    public Path download(Path folder, DownloadProgress progress) throws IOException {
        Path file = folder.resolve(fileName());
        if (Files.exists(file) && matches(file)) {
            return file;
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IOException("cannot make the folder " + folder + " for the download: " + Reason.of(e), e);
        }
        Path part = folder.resolve(fileName() + ".part");
        new Download(address, size, progress).into(part);
        if (!matches(part)) {
            Files.delete(part);
            throw new IOException("what came from " + address + " is not the file expected (" + size + " bytes, MD5 "
                    + md5 + ") and was deleted: try again, or fetch it by hand to " + file);
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
