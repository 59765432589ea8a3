package io.convstream.train;

import io.convstream.network.TrainerState;
import io.convstream.snapshot.EvaluationTrigger;
import io.convstream.snapshot.ModelSnapshot;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint holds of a model, without the images that wait.
 *
 * @param trainer parameters, EMA, updater state, step
 * @param next the next sequence number
 * @param waiting the number of images of the incomplete batch
 * @param early the number of images that arrived before their turn
 * @param epoch the epoch of the last image trained
 * @param images images trained
 * @param dropped whether examples were dropped because the model had trained all its steps
 * @param failure why training stopped; null if it has not
 * @param fingerprint the settings of the training
 */
public record SavedModel(
        TrainerState trainer,
        long next,
        int waiting,
        int early,
        int epoch,
        long images,
        boolean dropped,
        @Nullable TrainFailure failure,
        Fingerprint fingerprint) {

    /** The operator's uid. */
    public static final String OPERATOR = "train";

    /** The name of the keyed state. */
    public static final String STATE = "model";

    /**
     * Reads a model from a value of the state.
     *
     * @throws IOException if the state has another format
     */
    public static SavedModel read(DataInputView value) throws IOException {
        ModelState state = new ModelStateSerializer().deserialize(value);
        return new SavedModel(
                state.trainer(),
                state.next(),
                state.batch().size(),
                state.early().size(),
                state.epoch(),
                state.images(),
                state.dropped(),
                state.failure(),
                state.fingerprint());
    }

    /** Returns the model as evaluation receives it. */
    public ModelSnapshot snapshot(String name) {
        return new ModelSnapshot(
                name,
                EvaluationTrigger.CHECKPOINT,
                0,
                trainer.step(),
                epoch,
                images,
                trainer.parameters(),
                trainer.averages());
    }

    /** Returns the name of the model whose state has a key. */
    public static String name(String key) {
        return ModelKeys.name(key);
    }
}
