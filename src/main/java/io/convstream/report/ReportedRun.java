package io.convstream.report;

import io.convstream.ingest.dataset.Dataset;
import io.convstream.storage.StoragePath;
import java.io.IOException;

/**
 * The input of a report; files need not exist.
 *
 * @param name the title of the run
 * @param events the folder of events
 * @param models the folder with a folder for each model
 * @param description the run's options
 * @param images opens the run's images
 */
public record ReportedRun(String name, StoragePath events, StoragePath models, StoragePath description, Images images) {

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
