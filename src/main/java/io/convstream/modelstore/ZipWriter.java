package io.convstream.modelstore;

import java.io.IOException;
import java.nio.file.Path;

/** Writes a model as the zip file that DL4J opens. */
@FunctionalInterface
public interface ZipWriter {
    void writeTo(Path path) throws IOException;
}
