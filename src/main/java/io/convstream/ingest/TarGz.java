package io.convstream.ingest;

import io.convstream.failure.Reason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Unpacks .tar.gz files: wholly or not at all, and nothing outside the folder that is told. */
final class TarGz {

    private TarGz() {}

    /**
     * Unpacks into a new folder. An archive that holds nothing but one folder of the target's name is that folder: the
     * name is not there twice.
     */
    static void unpack(Path archive, Path target) throws IOException {
        Path name = Objects.requireNonNull(target.getFileName(), "a target without a name");
        // Not a temporary folder of the JDK's: only its owner may read those, and this one stays.
        Path beside = target.resolveSibling(name + ".unpacking-" + UUID.randomUUID());
        try {
            Files.createDirectories(beside);
            extract(archive, beside);
            Path only = beside.resolve(name);
            boolean holdsOnlyTarget = Files.isDirectory(only) && entries(beside).equals(List.of(only));
            Files.move(holdsOnlyTarget ? only : beside, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            throw new IOException("cannot unpack " + archive + " into " + target + ": " + Reason.of(e), e);
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    archive + " is broken or not a .tar.gz file (" + Reason.of(e)
                            + "): nothing was unpacked, fetch it again",
                    e);
        } finally {
            deleteAll(beside);
        }
    }

    private static void extract(Path archive, Path folder) throws IOException {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
                InputStream unzipped = new GzipCompressorInputStream(file);
                var tar = new TarArchiveInputStream(unzipped)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = inside(folder, entry);
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else {
                    Files.createDirectories(path.resolveSibling("."));
                    Files.copy(tar, path);
                }
            }
            // The checksum stands at the very end, behind the last entry.
            unzipped.transferTo(OutputStream.nullOutputStream());
        }
    }

    /** Where an entry goes; refuses those that are no plain files and those that would leave the folder. */
    private static Path inside(Path folder, TarArchiveEntry entry) throws IOException {
        boolean plain = entry.isDirectory() || (entry.isFile() && !entry.isLink() && !entry.isSymbolicLink());
        if (!plain || entry.isFIFO() || entry.isCharacterDevice() || entry.isBlockDevice()) {
            throw new IOException("its entry " + entry.getName() + " is neither a file nor a folder");
        }
        try {
            Path path = folder.resolve(entry.getName()).normalize();
            if (path.startsWith(folder.normalize())) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw new IOException("its entry " + entry.getName() + " has no valid name", e);
        }
        throw new IOException("its entry " + entry.getName() + " would lie outside the folder");
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> tree = Files.walk(folder)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
