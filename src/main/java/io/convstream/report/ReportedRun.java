package io.convstream.report;

import io.convstream.ingest.dataset.Dataset;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The input of a report; files need not exist.
 *
 * @param name the title of the run
 * @param events the event file
 * @param models the folder with a folder for each model
 * @param description the run's options
 * @param images opens the run's images
 */
public record ReportedRun(String name, Path events, Path models, Path description, Images images) {

    /** Opens images by the value of {@code --data}. */
    @FunctionalInterface
    public interface Images {

        /**
         * Opens images.
         *
         * @throws IOException if they are not available
         */
        Dataset named(String choice) throws IOException;
    }
}
