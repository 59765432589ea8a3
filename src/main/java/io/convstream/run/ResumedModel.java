package io.convstream.run;

import io.convstream.failure.UsageException;
import io.convstream.savepoint.Savepoint;
import io.convstream.train.Fingerprint;
import java.util.HashMap;
import java.util.Map;

/**
 * A model at the checkpoint that a run is resumed from.
 *
 * @param step the number of steps done
 * @param images the number of images trained
 * @param next the sequence number of the next record: the number of records that the model has received
 * @param dropped whether records were dropped because the model had trained all its steps
 * @param network the DL4J configuration as JSON
 * @param fingerprint the settings of its training
 */
public record ResumedModel(
        long step, long images, long next, boolean dropped, String network, Fingerprint fingerprint) {

    /**
     * Reads the models of the checkpoint that a run is resumed from, by name; none if the run is new, or if Flink cannot
     * read the checkpoint's metadata either: the job reports that when it starts.
     *
     * @param stateBackend Flink's name of the state backend of the resumed job
     * @throws UsageException if the checkpoint is of another Flink job, which would start from step 0, or is damaged, or
     *     if the state backend cannot restore it
     */
    public static Map<String, ResumedModel> read(RunStart start, String stateBackend) {
        if (start.resume() == null) {
            return Map.of();
        }
        Savepoint savepoint;
        try {
            savepoint = Savepoint.open(start.resume());
        } catch (UsageException e) {
            return Map.of();
        }
        savepoint.requireRestorableBy(stateBackend);
        Map<String, ResumedModel> models = new HashMap<>();
        savepoint.forEachModel((name, model) -> models.put(
                name,
                new ResumedModel(
                        model.trainer().step(),
                        model.images(),
                        model.next(),
                        model.dropped(),
                        model.trainer().configuration(),
                        model.fingerprint())));
        return models;
    }

    /** Returns the number of steps at which a model has trained a number of images, if batches have a size from here on. */
    public long stepsAt(long trained, int batchSize) {
        if (trained < images) {
            return step * trained / images; // the end has passed
        }
        return step + Math.max(0, trained - images + batchSize - 1) / batchSize;
    }

    /** Returns the number of images that a model has trained after a number of steps, if batches have a size from here on. */
    public long imagesAt(long steps, int batchSize) {
        return Math.addExact(images, Math.multiplyExact(Math.max(0, steps - step), (long) batchSize));
    }
}
