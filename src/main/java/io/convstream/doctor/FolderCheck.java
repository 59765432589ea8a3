package io.convstream.doctor;

import io.convstream.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks whether a run folder can be written, by writing. */
public final class FolderCheck {

    /** What a few checkpoints of the tutorial's network take, models and events included. */
    private static final long LEAST_ROOM_MB = 500;

    private FolderCheck() {}

    /**
     * Writes a file and takes it away again.
     *
     * @param folder need not exist: then it is made, and goes away again too
     */
    public static Finding of(Path folder) {
        boolean made = !Files.exists(folder);
        try {
            write(folder);
            long room = Files.getFileStore(folder).getUsableSpace() >> 20;
            if (made) {
                Files.delete(folder);
            }
            return room >= LEAST_ROOM_MB
                    ? Finding.fine("run folder", folder + " can be written, " + room + " MB are free")
                    : Finding.wrong(
                            "run folder", folder + " has only " + room + " MB left: make room, or --run elsewhere");
        } catch (IOException e) {
            return Finding.wrong(
                    "run folder", folder + " cannot be written (" + Reason.of(e) + "): give another one with --run");
        }
    }

    static void write(Path folder) throws IOException {
        Path file = Files.createTempFile(Files.createDirectories(folder), "doctor", ".tmp");
        Files.write(file, new byte[1]);
        Files.delete(file);
    }
}
