package io.convstream.storage;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Folders that only their owner may enter (0700), which protects all files in them. */
public final class OwnerOnlyFolder {

    private OwnerOnlyFolder() {}

    /**
     * Creates a folder that does not exist, with those above it; only the folder itself is restricted, and only on a
     * POSIX file system.
     *
     * @return false if it exists; its permissions are then unchanged
     */
    public static boolean create(Path folder) throws IOException {
        Path absolute = folder.toAbsolutePath();
        Path parent = absolute.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        FileAttribute<?>[] attributes = isPosix(folder)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
        try {
            Files.createDirectory(absolute, attributes);
            return true;
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(absolute)) {
                throw e;
            }
            return false;
        }
    }

    /** Returns whether a folder belongs to another user; false if the file system is not a POSIX one. */
    public static boolean isOfAnotherUser(Path folder) throws IOException {
        return isPosix(folder) && !Files.getOwner(folder).getName().equals(System.getProperty("user.name"));
    }

    private static boolean isPosix(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
