package io.convstream.snapshot;

import io.convstream.network.TrainerState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * A model on its way to evaluation.
 *
 * @param model the model's name
 * @param trigger why it is evaluated
 * @param checkpoint the id of the completed checkpoint; 0 for another trigger
 * @param step steps done
 * @param epoch the epoch of the last image trained, from 0
 * @param images images trained
 * @param parameters newest values, in the flat order of {@link TrainerState#parameters()}
 * @param ema exponential moving averages of the parameters, in the same order
 */
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

    /** The SHA-256 of the newest parameters, as little-endian floats, in hexadecimal digits. */
    public String sha256() {
        ByteBuffer bytes = ByteBuffer.allocate(parameters.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(parameters);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
