package io.convstream.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Atomic replacement of a file: readers see either the complete old file or the complete new one. */
public final class AtomicFile {

    /** Writes a file's content to a path. */
    @FunctionalInterface
    public interface Content {
        void writeTo(Path path) throws IOException;
    }

    private AtomicFile() {}

    /**
     * Writes a file under a temporary name in the same folder and renames it to {@code target}.
     *
     * @throws IOException if it cannot be written; the old file is then unchanged
     */
    public static void replace(Path target, Content content) throws IOException {
        Path temporary = target.resolveSibling("." + target.getFileName() + ".part");
        try {
            Files.deleteIfExists(temporary); // left by a killed process
            content.writeTo(temporary);
            // Flush before the rename: otherwise a power cut may leave an empty file under the new name.
            try (FileChannel written = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
