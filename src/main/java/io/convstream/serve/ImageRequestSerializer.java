package io.convstream.serve;

import io.convstream.image.RecordFormat;
import io.convstream.snapshot.ImmutableSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Serializes a request with its bytes in bulk. Public because Flink instantiates it by name on restore. */
public final class ImageRequestSerializer extends ImmutableSerializer<ImageRequest> {

    private static final long serialVersionUID = 1;

    @Override
    public void serialize(ImageRequest request, DataOutputView out) throws IOException {
        out.writeUTF(request.topic());
        out.writeInt(request.partition());
        out.writeLong(request.offset());
        out.writeLong(request.timestamp());
        write(request.key(), out);
        write(request.headers(), out);
        out.writeUTF(request.format().name());
        write(request.content(), out);
    }

    @Override
    public ImageRequest deserialize(DataInputView in) throws IOException {
        return new ImageRequest(
                in.readUTF(),
                in.readInt(),
                in.readLong(),
                in.readLong(),
                read(in),
                content(in),
                RecordFormat.valueOf(in.readUTF()),
                content(in));
    }

    private static void write(byte @Nullable [] bytes, DataOutputView out) throws IOException {
        out.writeInt(bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    private static byte @Nullable [] read(DataInputView in) throws IOException {
        int length = in.readInt();
        if (length < 0) {
            return null;
        }
        var bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }

    private static byte[] content(DataInputView in) throws IOException {
        byte[] bytes = read(in);
        return bytes == null ? new byte[0] : bytes;
    }

    @Override
    public TypeSerializerSnapshot<ImageRequest> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Public because Flink instantiates it by name on restore. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<ImageRequest> {
        public Snapshot() {
            super(ImageRequestSerializer::new);
        }
    }
}
