package io.convstream.ingest.download;

import io.convstream.failure.Reason;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Folder that holds an unpacked archive, completely or not at all. Its {@link ArchiveMarker} identifies the archive: a
 * changed archive is unpacked again, and a folder without the marker is neither used nor changed.
 *
 * @param folder the content of the archive
 * @param notice one sentence for the user; empty if there is nothing to report
 */
public record UnpackedFolder(Path folder, String notice) {

    /**
     * Unpacks an archive unless its folder is up to date.
     *
     * @throws IOException if the archive is broken or refused, or if the folder exists and was not unpacked from it
     */
    public static UnpackedFolder of(Path archive, Path folder) throws IOException {
        if (!Files.exists(folder) || isEmpty(folder)) {
            Path unpacked = unpack(archive, folder);
            try {
                move(archive, unpacked, folder);
            } catch (IOException e) {
                deleteAll(unpacked);
                if (!isUnpacked(archive, folder)) { // by a concurrent process
                    throw e;
                }
            }
            return new UnpackedFolder(folder, "");
        }
        Optional<ArchiveMarker> marker = ArchiveMarker.read(folder);
        if (marker.isEmpty()) {
            throw new IOException("the folder " + folder + " is not one that convstream unpacked from " + archive
                    + ": give the folder itself as the data, or move it away");
        }
        if (marker.get().isOf(archive)) {
            return new UnpackedFolder(folder, "");
        }
        if (!marker.get().isUnmodified(folder)) {
            throw new IOException(archive + " has changed since it was unpacked into " + folder + ", and so have files"
                    + " there: give the folder itself as the data, or move it away");
        }
        replace(archive, folder);
        return new UnpackedFolder(folder, archive + " has changed: unpacked again into " + folder + ".");
    }

    private static boolean isUnpacked(Path archive, Path folder) throws IOException {
        Optional<ArchiveMarker> marker = ArchiveMarker.read(folder);
        return marker.isPresent() && marker.get().isOf(archive);
    }

    private static void replace(Path archive, Path folder) throws IOException {
        Path unpacked = unpack(archive, folder);
        Path old = sibling(folder, "replaced");
        move(archive, folder, old);
        try {
            move(archive, unpacked, folder);
        } catch (IOException e) {
            Files.move(old, folder);
            throw e;
        }
        deleteAll(old);
    }

    /**
     * Unpacks into a new sibling of the folder. If the archive holds only a folder of the same name, its content is
     * unpacked, so that the name is not nested.
     */
    private static Path unpack(Path archive, Path folder) throws IOException {
        // Not a temporary folder of the JDK: only its owner could read it after the rename.
        Path temporary = sibling(folder, "unpacking");
        try {
            Files.createDirectories(temporary);
            ArchiveMarker marker = ArchiveMarker.of(archive);
            Unpacker.unpack(archive, temporary);
            Path only = temporary.resolve(name(folder));
            boolean holdsOnlyFolder =
                    Files.isDirectory(only) && entries(temporary).equals(List.of(only));
            if (holdsOnlyFolder) {
                Path inner = sibling(folder, "unpacked");
                Files.move(only, inner);
                deleteAll(temporary);
                Files.move(inner, temporary);
            }
            marker.write(archive, temporary);
            return temporary;
        } catch (FileSystemException e) {
            deleteAll(temporary);
            throw cannotUnpack(archive, folder, e);
        } catch (RefusedArchiveException e) {
            deleteAll(temporary);
            throw new IOException(
                    archive + " is not unpacked: " + e.getMessage() + "; unpack it yourself and give the folder", e);
        } catch (IOException | IllegalArgumentException e) {
            deleteAll(temporary);
            throw new IOException(
                    archive + " is broken (" + Reason.of(e) + "): nothing was unpacked; download it again", e);
        }
    }

    private static void move(Path archive, Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            throw cannotUnpack(archive, to, e);
        }
    }

    private static IOException cannotUnpack(Path archive, Path folder, FileSystemException e) {
        return new IOException(
                "cannot unpack " + archive + " into " + folder + ": check the free disk space, and that the folder "
                        + folder.toAbsolutePath().getParent() + " is writable (" + Reason.of(e) + ")",
                e);
    }

    /** Returns a unique path, so that whatever is there may be deleted. */
    private static Path sibling(Path folder, String purpose) {
        return folder.resolveSibling(name(folder) + "." + purpose + "-" + UUID.randomUUID());
    }

    private static Path name(Path folder) {
        return Objects.requireNonNull(folder.getFileName(), "a folder without a name");
    }

    private static boolean isEmpty(Path folder) throws IOException {
        return Files.isDirectory(folder) && entries(folder).isEmpty();
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        }
    }

    static void deleteAll(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> tree = Files.walk(folder)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
