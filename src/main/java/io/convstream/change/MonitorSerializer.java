package io.convstream.change;

import static io.convstream.snapshot.StateFormat.checkVersion;

import io.convstream.drift.DetectorFormat;
import io.convstream.drift.DetectorType;
import io.convstream.snapshot.ImmutableSerializer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Serializes a monitor, format version first. Public because Flink instantiates it by name on restore. */
public final class MonitorSerializer extends ImmutableSerializer<Monitor> {

    private static final long serialVersionUID = 1;

    private static final int VERSION = 2;

    /** The first version with {@link Monitor#classes}. */
    private static final int CLASSES = 2;

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
        DetectorFormat.write(monitor.windowPrecision(), out);
        DetectorFormat.write(monitor.windowLoss(), out);
        out.writeInt(monitor.classes().size());
        for (ClassEstimate estimate : monitor.classes()) {
            DetectorFormat.write(estimate.fading(), out);
            DetectorFormat.write(estimate.window(), out);
        }
    }

    @Override
    public Monitor deserialize(DataInputView in) throws IOException {
        int version = checkVersion("the state of change detection", VERSION, in);
        return new Monitor(
                DetectorType.valueOf(in.readUTF()),
                in.readBoolean() ? DetectorFormat.read(in) : null,
                DetectorFormat.readFadingMean(in),
                DetectorFormat.readFadingMean(in),
                DetectorFormat.readWindowMean(in),
                DetectorFormat.readWindowMean(in),
                version < CLASSES ? List.of() : readClasses(in));
    }

    private static List<ClassEstimate> readClasses(DataInputView in) throws IOException {
        int count = in.readInt();
        List<ClassEstimate> classes = new ArrayList<>(count);
        for (int label = 0; label < count; label++) {
            classes.add(new ClassEstimate(DetectorFormat.readFadingMean(in), DetectorFormat.readWindowMean(in)));
        }
        return classes;
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
