package io.convstream.serve;

import io.convstream.drift.ShiftDetector;
import io.convstream.event.ShiftEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;

/**
 * The detectors of shifts of one model. The reference of the confidence begins anew with each version, because every version is
 * confident in its own way. Not thread-safe.
 */
final class ModelShifts {

    private static final int VERSION = 1;

    private final String model;
    private final int window;
    private final List<Detector> detectors = new ArrayList<>();
    private String sha256 = "";

    /** What is observed of an image. */
    private enum Feature {
        CONFIDENCE,
        BRIGHTNESS,
        CONTRAST;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        float of(Observation observation) {
            return switch (this) {
                case CONFIDENCE -> observation.confidence();
                case BRIGHTNESS -> observation.brightness();
                case CONTRAST -> observation.contrast();
            };
        }
    }

    private record Detector(Feature feature, ShiftDetector values, Counter shifts) {}

    ModelShifts(String model, int window) {
        this(model, window, new ArrayList<>());
        for (Feature feature : Feature.values()) {
            detectors.add(new Detector(feature, new ShiftDetector(window), new SimpleCounter()));
        }
    }

    private ModelShifts(String model, int window, List<Detector> detectors) {
        this.model = model;
        this.window = window;
        this.detectors.addAll(detectors);
    }

    String model() {
        return model;
    }

    void register(MetricGroup operator) {
        MetricGroup group = operator.addGroup("convstream").addGroup("model", model);
        for (Detector detector : detectors) {
            MetricGroup own = group.addGroup("feature", detector.feature().label());
            own.counter("shifts", detector.shifts());
            own.gauge("shiftDistance", detector.values()::distance);
        }
    }

    /** Adds an observation; returns the shifts that it completes. */
    List<ShiftEvent> add(Observation observation) {
        boolean newVersion = !observation.sha256().equals(sha256);
        sha256 = observation.sha256();
        List<ShiftEvent> events = new ArrayList<>();
        for (Detector detector : detectors) {
            if (newVersion && detector.feature() == Feature.CONFIDENCE) {
                detector.values().restart();
            }
            ShiftDetector.Shift shift = detector.values().add(detector.feature().of(observation));
            if (shift != null) {
                detector.shifts().inc();
                events.add(new ShiftEvent(
                        model,
                        detector.feature().label(),
                        shift.distance(),
                        detector.values().threshold(),
                        window,
                        shift.before(),
                        shift.now(),
                        Instant.ofEpochMilli(observation.timestamp())));
            }
        }
        return events;
    }

    byte[] encode() throws IOException {
        var out = new DataOutputSerializer(1 << 10);
        out.writeInt(VERSION);
        out.writeInt(window);
        out.writeUTF(model);
        out.writeUTF(sha256);
        for (Detector detector : detectors) {
            write(detector.values().reference(), detector.values().references(), out);
            write(detector.values().current(), detector.values().values(), out);
        }
        return out.getCopyOfBuffer();
    }

    /** Returns the encoded detectors; empty if they have other windows, and begin anew. */
    static Optional<ModelShifts> decode(byte[] encoded, int window) throws IOException {
        var in = new DataInputDeserializer(encoded);
        int version = in.readInt();
        if (version != VERSION) {
            throw new IOException("the detectors of shifts in the checkpoint are of version " + version
                    + ", but this convstream reads version " + VERSION + ": use the convstream that wrote it");
        }
        if (in.readInt() != window) {
            return Optional.empty();
        }
        String model = in.readUTF();
        String sha256 = in.readUTF();
        List<Detector> detectors = new ArrayList<>();
        for (Feature feature : Feature.values()) {
            var reference = new float[window];
            int references = read(reference, in);
            var current = new float[window];
            int values = read(current, in);
            detectors.add(new Detector(
                    feature, new ShiftDetector(reference, references, current, values), new SimpleCounter()));
        }
        var restored = new ModelShifts(model, window, detectors);
        restored.sha256 = sha256;
        return Optional.of(restored);
    }

    private static void write(float[] values, int count, DataOutputSerializer out) throws IOException {
        out.writeInt(count);
        for (int i = 0; i < count; i++) {
            out.writeFloat(values[i]);
        }
    }

    private static int read(float[] values, DataInputDeserializer in) throws IOException {
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            values[i] = in.readFloat();
        }
        return count;
    }
}
