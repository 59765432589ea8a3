package io.convstream.train;

import io.convstream.exchange.Frame;
import io.convstream.exchange.Mesh;
import io.convstream.network.TrainerState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.jspecify.annotations.Nullable;

/** The state that the first worker sends to the others: its configuration and numbers, then three vectors. */
final class StateMessage {

    private static final int MAX_CONFIGURATION = 64 * 1024 * 1024;

    private StateMessage() {}

    /** @param rate the state of the reaction to drift */
    static void send(Mesh mesh, TrainerState state, @Nullable RateState rate) throws IOException {
        var reaction = new DataOutputSerializer(Long.BYTES);
        RateState.write(rate, reaction);
        byte[] configuration = state.configuration().getBytes(StandardCharsets.UTF_8);
        ByteBuffer head = ByteBuffer.allocate(Integer.BYTES + configuration.length)
                .putInt(state.towers())
                .put(configuration)
                .flip();
        for (int rank = 1; rank < mesh.size(); rank++) {
            mesh.send(rank, Frame.Kind.STATE, state.step(), head);
            for (float[] vector : new float[][] {state.parameters(), state.averages(), state.updater()}) {
                mesh.send(rank, Frame.Kind.STATE, state.step(), bytes(vector));
            }
            ByteBuffer losses = ByteBuffer.allocate(state.lossAverages().length * Double.BYTES);
            losses.asDoubleBuffer().put(state.lossAverages());
            mesh.send(rank, Frame.Kind.STATE, state.step(), losses);
            mesh.send(rank, Frame.Kind.STATE, state.step(), ByteBuffer.wrap(reaction.getCopyOfBuffer()));
        }
    }

    /** What a worker starts from. */
    record Received(TrainerState state, @Nullable RateState rate) {}

    /** Waits for the state of the first worker. */
    static Received receive(Mesh mesh) throws IOException {
        Frame first = mesh.next(0);
        if (first.kind() != Frame.Kind.STATE || first.length() > MAX_CONFIGURATION) {
            throw mesh.unexpected(0, first);
        }
        ByteBuffer head = receive(mesh, first);
        int towers = head.getInt();
        String configuration = StandardCharsets.UTF_8.decode(head).toString();
        float[] parameters = vector(mesh);
        float[] averages = vector(mesh);
        float[] updater = vector(mesh);
        ByteBuffer losses = receive(mesh, mesh.next(0));
        var lossAverages = new double[losses.remaining() / Double.BYTES];
        losses.asDoubleBuffer().get(lossAverages);
        RateState rate = RateState.read(
                new DataInputDeserializer(receive(mesh, mesh.next(0)).array()));
        return new Received(
                new TrainerState(configuration, towers, first.step(), parameters, averages, updater, lossAverages),
                rate);
    }

    private static ByteBuffer receive(Mesh mesh, Frame frame) {
        ByteBuffer payload = ByteBuffer.allocate(frame.length());
        mesh.receive(0, frame, payload);
        return payload;
    }

    private static float[] vector(Mesh mesh) {
        ByteBuffer bytes = receive(mesh, mesh.next(0)).order(ByteOrder.LITTLE_ENDIAN);
        var vector = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(vector);
        return vector;
    }

    private static ByteBuffer bytes(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(vector.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return bytes;
    }

    /** The SHA-256 of parameters. */
    static byte[] hash(float[] parameters) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes(parameters).array());
        } catch (NoSuchAlgorithmException e) { // every Java has it
            throw new IllegalStateException(e);
        }
    }
}
