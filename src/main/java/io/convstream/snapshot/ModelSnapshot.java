package io.convstream.snapshot;

import io.convstream.network.TrainerState;
import io.convstream.storage.Sha256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * A model to evaluate.
 *
 * @param model the model's name
 * @param trigger the reason for the evaluation
 * @param checkpoint the id of the completed checkpoint; 0 for another trigger
 * @param step steps done
 * @param epoch the epoch of the last image trained, from 0
 * @param images images trained
 * @param parameters the parameters after the last step, in the flat order of {@link TrainerState#parameters()}
 * @param ema their exponential moving average (EMA), in the same order
 */
@PublicEvolving
@TypeInfo(ModelSnapshotTypeInfoFactory.class)
public record ModelSnapshot(
        String model,
        EvaluationTrigger trigger,
        long checkpoint,
        long step,
        int epoch,
        long images,
        float[] parameters,
        float[] ema) {

    /** Returns the SHA-256 of the newest parameters as little-endian floats, in hexadecimal digits. */
    public String sha256() {
        ByteBuffer bytes = ByteBuffer.allocate(parameters.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(parameters);
        return Sha256.of(bytes.array());
    }
}
