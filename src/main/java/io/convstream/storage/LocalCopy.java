package io.convstream.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file for libraries that read local files only: the file itself if it is local, otherwise a temporary copy. */
public final class LocalCopy implements AutoCloseable {

    private final Path path;
    private final boolean temporary;

    private LocalCopy(Path path, boolean temporary) {
        this.path = path;
        this.temporary = temporary;
    }

    static LocalCopy of(StoragePath file) throws IOException {
        if (file.isLocal()) {
            return new LocalCopy(file.local(), false);
        }
        Path copy = Files.createTempFile("convstream-", "-" + file.name());
        try (OutputStream out = Files.newOutputStream(copy)) {
            file.copyTo(out);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(copy);
            throw e;
        }
        return new LocalCopy(copy, true);
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        if (temporary) {
            Files.deleteIfExists(path);
        }
    }
}
