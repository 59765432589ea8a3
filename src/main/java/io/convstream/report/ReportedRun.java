package io.convstream.report;

import io.convstream.ingest.dataset.Dataset;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A run as the report finds it; none of the files need exist.
 *
 * @param name what to call it
 * @param events its event file
 * @param models the folder that holds a folder for each model
 * @param description what it was started with
 * @param images opens them again
 */
public record ReportedRun(String name, Path events, Path models, Path description, Images images) {

    /** Opens images by what {@code --data} says of them. */
    @FunctionalInterface
    public interface Images {

        /**
         * Opens them.
         *
         * @throws IOException in a sentence, where they are not to be had
         */
        Dataset named(String choice) throws IOException;
    }
}
