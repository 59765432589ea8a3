package io.convstream.change;

import static io.convstream.snapshot.StateFormat.checkVersion;
import static io.convstream.snapshot.StateFormat.readDoubles;
import static io.convstream.snapshot.StateFormat.writeDoubles;

import io.convstream.snapshot.ImmutableSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Serializes a monitor, format version first. Public because Flink instantiates it by name on restore. */
public final class MonitorSerializer extends ImmutableSerializer<Monitor> {

    private static final long serialVersionUID = 1;

    private static final int VERSION = 1;

    @Override
    public void serialize(Monitor monitor, DataOutputView out) throws IOException {
        out.writeInt(VERSION);
        out.writeUTF(monitor.type().name());
        out.writeBoolean(monitor.detector() != null);
        if (monitor.detector() != null) {
            DetectorFormat.write(monitor.detector(), out);
        }
        DetectorFormat.write(monitor.precision(), out);
        DetectorFormat.write(monitor.loss(), out);
        write(monitor.windowPrecision(), out);
        write(monitor.windowLoss(), out);
    }

    @Override
    public Monitor deserialize(DataInputView in) throws IOException {
        checkVersion("the state of change detection", VERSION, in);
        return new Monitor(
                DetectorType.valueOf(in.readUTF()),
                in.readBoolean() ? DetectorFormat.read(in) : null,
                DetectorFormat.readFadingMean(in),
                DetectorFormat.readFadingMean(in),
                readWindow(in),
                readWindow(in));
    }

    private static void write(WindowMean window, DataOutputView out) throws IOException {
        writeDoubles(window.values(), out);
        writeDoubles(window.weights(), out);
        out.writeLong(window.count());
    }

    private static WindowMean readWindow(DataInputView in) throws IOException {
        return new WindowMean(readDoubles(in), readDoubles(in), in.readLong());
    }

    @Override
    public TypeSerializerSnapshot<Monitor> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Lets Flink find the serializer of stored state. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Monitor> {
        public Snapshot() {
            super(MonitorSerializer::new);
        }
    }
}
