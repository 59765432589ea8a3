package io.convstream.savepoint;

import io.convstream.network.TrainerState;
import io.convstream.storage.Sha256;
import io.convstream.train.SavedModel;
import io.convstream.train.TrainFailure;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A summary of a model in a checkpoint.
 *
 * @param step steps done
 * @param images images trained
 * @param epoch the epoch of the last image trained, from 0
 * @param nextSequence the sequence number of the next image
 * @param waiting the number of images of the incomplete batch
 * @param early the number of images that arrived before their turn
 * @param parameters their number
 * @param parametersSha256 as in events: of the newest weights, as little-endian floats
 * @param updater the number of values of the updater's state; 0 for SGD
 * @param towers the number of towers
 * @param networkSha256 of the DL4J configuration as JSON, with optimizer and schedule
 * @param failure why training stopped; null if it has not
 * @param fingerprint the settings of the training, see {@link io.convstream.train.Fingerprint}; empty in checkpoints of
 *     older versions
 */
public record ModelContents(
        String name,
        long step,
        long images,
        int epoch,
        long nextSequence,
        int waiting,
        int early,
        int parameters,
        String parametersSha256,
        int updater,
        int towers,
        String networkSha256,
        @Nullable TrainFailure failure,
        Map<String, String> fingerprint) {

    static ModelContents of(String name, SavedModel model) {
        TrainerState trainer = model.trainer();
        return new ModelContents(
                name,
                trainer.step(),
                model.images(),
                model.epoch(),
                model.next(),
                model.waiting(),
                model.early(),
                trainer.parameters().length,
                model.snapshot(name).sha256(),
                trainer.updater().length,
                trainer.towers(),
                Sha256.of(trainer.configuration()),
                model.failure(),
                model.fingerprint().values());
    }
}
