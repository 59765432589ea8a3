package io.convstream.ingest.download;

import io.convstream.failure.Reason;
import io.convstream.storage.OwnerOnlyFolder;
import io.convstream.storage.Sha256;
import io.convstream.storage.StoragePath;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The local copy of a file or folder on another file system. Each machine copies it once; a random read of an object store
 * takes tens of milliseconds. The copy is complete or does not exist.
 *
 * @param source the original
 * @param version a hash of the names, sizes and times of its files
 */
public record LocalMirror(StoragePath source, String version) implements Serializable {

    /** The environment variable that names the folder of all copies. */
    private static final String FOLDER = "CONVSTREAM_CACHE";

    private static final int CONNECTIONS = 8;

    /**
     * Identifies the current version of a file or folder; copies nothing.
     *
     * @throws IOException if it does not exist or cannot be listed
     */
    public static LocalMirror of(StoragePath source) throws IOException {
        return new LocalMirror(source, version(source, files(source)));
    }

    private static List<StoragePath.Entry> files(StoragePath source) throws IOException {
        if (!source.exists()) {
            throw new FileNotFoundException("there is no " + source + ": give a folder or an archive");
        }
        return source.isFolder()
                ? source.filesBelow()
                : List.of(new StoragePath.Entry(source, false, source.size(), source.modified()));
    }

    private static String version(StoragePath source, List<StoragePath.Entry> files) {
        MessageDigest hash = Sha256.digest();
        hash.update(source.uri().getBytes(StandardCharsets.UTF_8));
        for (StoragePath.Entry file : files) {
            String line = "\n" + file.path().uri() + " " + file.size() + " " + file.modified();
            hash.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(hash.digest(), 0, 16);
    }

    /**
     * Returns the copy, which it makes if this machine has none.
     *
     * @throws IOException in one sentence, if the original has changed or cannot be copied
     */
    public Path path(DownloadProgress progress) throws IOException {
        Path folder = cache().resolve(version);
        if (!Files.isDirectory(folder)) {
            List<StoragePath.Entry> files = files(source);
            if (!version(source, files).equals(version)) {
                throw new IOException(source + " has changed since the job was created: restore it or start a new job");
            }
            Path temporary = folder.resolveSibling("." + version + "." + UUID.randomUUID());
            try {
                copy(files, temporary, progress);
                move(temporary, folder);
            } finally {
                UnpackedFolder.deleteAll(temporary);
            }
        }
        return folder.resolve(source.name());
    }

    private static Path cache() throws IOException {
        String own = System.getenv(FOLDER);
        Path folder = own == null
                ? Path.of(System.getProperty("java.io.tmpdir"), "convstream-" + System.getProperty("user.name"))
                : Path.of(own);
        OwnerOnlyFolder.create(folder);
        if (OwnerOnlyFolder.isOfAnotherUser(folder)) {
            throw new IOException(folder + " belongs to " + Files.getOwner(folder)
                    + ": remove it, or name another folder" + " with " + FOLDER);
        }
        return folder;
    }

    /** Another process may have made the copy at the same time. */
    private static void move(Path temporary, Path folder) throws IOException {
        try {
            Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    private void copy(List<StoragePath.Entry> files, Path folder, DownloadProgress progress) throws IOException {
        long total = files.stream().mapToLong(StoragePath.Entry::size).sum();
        long copied = 0;
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Future<Long>> results = new ArrayList<>();
            for (StoragePath.Entry file : files) {
                Path target = target(file.path(), folder);
                results.add(threads.submit(() -> copy(file, target)));
            }
            for (Future<Long> result : results) {
                copied += result.get();
                progress.arrived(copied, total);
            }
        } catch (ExecutionException e) {
            throw new IOException(
                    "cannot copy " + source + " to " + folder.getParent() + " ("
                            + Reason.of(Objects.requireNonNullElse(e.getCause(), e))
                            + "): check the free disk space, or name another folder with " + FOLDER,
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while copying " + source, e);
        } finally {
            threads.shutdownNow();
        }
    }

    private Path target(StoragePath file, Path folder) throws IOException {
        Path root = folder.resolve(source.name());
        String relative = file.uri().substring(source.uri().length());
        Path target = root.resolve(relative.startsWith("/") ? relative.substring(1) : relative)
                .normalize();
        if (!target.startsWith(root)) {
            throw new IOException(file + " would be copied outside its folder: rename it");
        }
        return target;
    }

    private static long copy(StoragePath.Entry file, Path target) throws IOException {
        Files.createDirectories(target.toAbsolutePath().getParent());
        try (OutputStream out = Files.newOutputStream(target)) {
            file.path().copyTo(out);
        }
        long size = Files.size(target);
        if (size != file.size()) {
            throw new IOException(file.path() + " has " + size + " bytes, but its listing says " + file.size());
        }
        return size;
    }
}
