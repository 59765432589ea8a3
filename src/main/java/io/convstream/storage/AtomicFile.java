package io.convstream.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes a file beside its place and renames it: whoever looks there finds the old file or the new one, whole. */
public final class AtomicFile {

    /** Writes a file's content to a path. */
    @FunctionalInterface
    public interface Content {
        void writeTo(Path path) throws IOException;
    }

    private AtomicFile() {}

    /**
     * Puts a file in its place.
     *
     * @throws IOException where it cannot be written; an older file then stays as it was
     */
    public static void replace(Path target, Content content) throws IOException {
        Path beside = target.resolveSibling("." + target.getFileName() + ".part");
        try {
            Files.deleteIfExists(beside); // what a process that was killed had begun
            content.writeTo(beside);
            // Before the rename: else a power cut could leave the new name on an empty file.
            try (FileChannel written = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
    }
}
