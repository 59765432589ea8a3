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
 * The folder that an archive is unpacked into: wholly or not at all. A {@link ArchiveMarker} in it says of which archive it
 * is, so a newer archive is unpacked anew, and a folder of other origin is neither used nor touched.
 *
 * @param folder holds what the archive holds
 * @param notice a sentence for the person at the console; empty if nothing changed
 */
public record UnpackedFolder(Path folder, String notice) {

    /**
     * Unpacks an archive unless that was done before.
     *
     * @throws IOException in a sentence, if the archive is broken or the folder is not its own
     */
    public static UnpackedFolder of(Path archive, Path folder) throws IOException {
        if (!Files.exists(folder) || isEmpty(folder)) {
            Path made = unpack(archive, folder);
            try {
                move(archive, made, folder);
            } catch (IOException e) {
                deleteAll(made);
                if (!isUnpacked(archive, folder)) { // by another process, meanwhile
                    throw e;
                }
            }
            return new UnpackedFolder(folder, "");
        }
        Optional<ArchiveMarker> receipt = ArchiveMarker.in(folder);
        if (receipt.isEmpty()) {
            throw new IOException("the folder " + folder + " is not one that convstream unpacked from " + archive
                    + ": give the folder itself as the data, or move it away");
        }
        if (receipt.get().isOf(archive)) {
            return new UnpackedFolder(folder, "");
        }
        if (!receipt.get().isUntouched(folder)) {
            throw new IOException(archive + " has changed since it was unpacked into " + folder + ", and so have files"
                    + " there: give the folder itself as the data, or move it away");
        }
        replace(archive, folder);
        return new UnpackedFolder(folder, archive + " has changed: unpacked anew into " + folder + ".");
    }

    private static boolean isUnpacked(Path archive, Path folder) throws IOException {
        Optional<ArchiveMarker> receipt = ArchiveMarker.in(folder);
        return receipt.isPresent() && receipt.get().isOf(archive);
    }

    private static void replace(Path archive, Path folder) throws IOException {
        Path made = unpack(archive, folder);
        Path old = beside(folder, "replaced");
        move(archive, folder, old);
        try {
            move(archive, made, folder);
        } catch (IOException e) {
            Files.move(old, folder);
            throw e;
        }
        deleteAll(old);
    }

    /**
     * Unpacks into a new folder beside the one meant. An archive that holds nothing but one folder of that name is that
     * folder: the name is not there twice.
     */
    private static Path unpack(Path archive, Path folder) throws IOException {
        // Not a temporary folder of the JDK's: only its owner may read those, and this one stays.
        Path beside = beside(folder, "unpacking");
        try {
            Files.createDirectories(beside);
            ArchiveMarker receipt = ArchiveMarker.of(archive);
            Unpacker.unpack(archive, beside);
            Path only = beside.resolve(name(folder));
            boolean holdsOnlyFolder = Files.isDirectory(only) && entries(beside).equals(List.of(only));
            if (holdsOnlyFolder) {
                Path inner = beside(folder, "unpacked");
                Files.move(only, inner);
                deleteAll(beside);
                Files.move(inner, beside);
            }
            receipt.write(archive, beside);
            return beside;
        } catch (FileSystemException e) {
            deleteAll(beside);
            throw cannotUnpack(archive, folder, e);
        } catch (RefusedArchiveException e) {
            deleteAll(beside);
            throw new IOException(
                    archive + " is not unpacked: " + e.getMessage() + "; unpack it yourself and give the folder", e);
        } catch (IOException | IllegalArgumentException e) {
            deleteAll(beside);
            throw new IOException(
                    archive + " is broken (" + Reason.of(e) + "): nothing was unpacked, fetch it again", e);
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
                "cannot unpack " + archive + " into " + folder + ": see that the disk has room and that the folder "
                        + folder.toAbsolutePath().getParent() + " may be written to (" + Reason.of(e) + ")",
                e);
    }

    /** A name that nothing has had before, so that what lies there may be deleted. */
    private static Path beside(Path folder, String purpose) {
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
