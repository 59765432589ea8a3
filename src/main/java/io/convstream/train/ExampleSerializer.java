package io.convstream.train;

import io.convstream.image.Example;
import io.convstream.snapshot.ImmutableSerializer;
import io.convstream.snapshot.StateFormat;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Serializes an example with its pixels in bulk. Flink's serializer writes one float at a time, which takes as long as
 * decoding and augmenting the image. Public because Flink instantiates it by name on restore.
 */
public final class ExampleSerializer extends ImmutableSerializer<Example> {

    private static final long serialVersionUID = 1;

    @Override
    public void serialize(Example example, DataOutputView out) throws IOException {
        StateFormat.writeExample(example, out);
    }

    @Override
    public Example deserialize(DataInputView in) throws IOException {
        return StateFormat.readExample(in);
    }

    @Override
    public TypeSerializerSnapshot<Example> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Public because Flink instantiates it by name on restore. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Example> {
        public Snapshot() {
            super(ExampleSerializer::new);
        }
    }
}
