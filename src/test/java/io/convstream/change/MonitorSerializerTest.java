package io.convstream.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.drift.DetectorFormat;
import io.convstream.drift.DetectorType;
import io.convstream.drift.DriftDetector;
import io.convstream.drift.FadingMean;
import io.convstream.drift.WindowMean;
import io.convstream.train.ClassifiedBatch;
import io.convstream.train.TrainStep;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** The encoded state of change detection. */
final class MonitorSerializerTest {

    @Test
    void aMonitorIsReadAsItWasWritten() throws IOException {
        Monitor monitor = new Monitor(DetectorType.ADWIN)
                .add(batch(0))
                .monitor()
                .add(batch(1))
                .monitor();
        var out = new DataOutputSerializer(64);
        new MonitorSerializer().serialize(monitor, out);
        Monitor read = new MonitorSerializer().deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
        assertThat(read).usingRecursiveComparison().isEqualTo(monitor);
        assertThat(read.classes()).hasSize(2);
        assertThat(read.classes().get(1).recall("b")).isEqualTo(new ClassRecall("b", 0.5, 0.5, 0.5));
    }

    /** The first format has no classes; their estimates start with the next step. */
    @Test
    void theFirstFormatIsRead() throws IOException {
        Monitor saved = new Monitor(DetectorType.ADWIN).add(batch(0)).monitor();
        DriftDetector detector = Objects.requireNonNull(saved.detector());
        var out = new DataOutputSerializer(64);
        out.writeInt(1);
        out.writeUTF("ADWIN");
        out.writeBoolean(true);
        DetectorFormat.write(detector, out);
        for (FadingMean mean : List.of(saved.precision(), saved.loss())) {
            DetectorFormat.write(mean, out);
        }
        for (WindowMean window : List.of(saved.windowPrecision(), saved.windowLoss())) {
            DetectorFormat.write(window, out);
        }
        Monitor read = new MonitorSerializer().deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
        assertThat(read.classes()).isEmpty();
        assertThat(read).usingRecursiveComparison().ignoringFields("classes").isEqualTo(saved);
        assertThat(read.add(batch(1)).monitor().classes()).hasSize(2);
    }

    private static ClassifiedBatch batch(long step) {
        var trained =
                new TrainStep("m", step, 0, step + 1, 6, Instant.EPOCH, 0.1, 2, 1.5, 0.5, 2, 1.5, 0.5, 1, 0.5, 100);
        return new ClassifiedBatch(trained, new int[] {2, 4}, new int[] {1, 2});
    }
}
