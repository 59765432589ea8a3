package io.convstream.doctor;

import io.convstream.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks whether a run folder is writable, by writing. */
public final class FolderCheck {

    /** Disk space for a few checkpoints of the tutorial's network, with models and events. */
    private static final long MIN_SPACE_MB = 500;

    private FolderCheck() {}

    /**
     * Writes a file and deletes it.
     *
     * @param folder need not exist: it is created and deleted again
     */
    public static Finding of(Path folder) {
        boolean folderCreated = !Files.exists(folder);
        try {
            write(folder);
            long space = Files.getFileStore(folder).getUsableSpace() >> 20;
            if (folderCreated) {
                Files.delete(folder);
            }
            return space >= MIN_SPACE_MB
                    ? Finding.pass("run folder", folder + " can be written, " + space + " MB are free")
                    : Finding.fail(
                            "run folder",
                            folder + " has only " + space + " MB left: free some space, or choose another --run");
        } catch (IOException e) {
            return Finding.fail(
                    "run folder", folder + " cannot be written (" + Reason.of(e) + "): choose another --run");
        }
    }

    static void write(Path folder) throws IOException {
        Path file = Files.createTempFile(Files.createDirectories(folder), "doctor", ".tmp");
        Files.write(file, new byte[1]);
        Files.delete(file);
    }
}
