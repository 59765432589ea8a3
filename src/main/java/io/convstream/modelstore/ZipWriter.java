package io.convstream.modelstore;

import java.io.IOException;
import java.nio.file.Path;

/** Writes a model as a zip file in DL4J's format. */
@FunctionalInterface
public interface ZipWriter {
    void writeTo(Path path) throws IOException;
}
