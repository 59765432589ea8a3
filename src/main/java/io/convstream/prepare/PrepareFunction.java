package io.convstream.prepare;

import io.convstream.image.Example;
import io.convstream.image.RawRecord;
import io.convstream.image.SkippedRecords;
import io.convstream.prepare.decode.BadRecordException;
import io.convstream.prepare.decode.BadRecordReason;
import io.convstream.prepare.decode.RecordDecoder;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Operator that turns every raw record into one example, or one tombstone, for each model. It is stateless, and an example depends on
 * its own record only, so the operator runs at any parallelism.
 */
public final class PrepareFunction extends ProcessFunction<RawRecord, Example> {

    /** Side output of the records that could not be prepared. */
    public static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters", TypeInformation.of(DeadLetter.class));

    private final PrepareOptions options;
    private final List<String> models;
    private final SkippedRecords skipped;
    private transient @Nullable Resources resources;

    /** State of an open function; not serialized with the job. */
    private record Resources(
            RecordDecoder decoder,
            ImageTransform transform,
            Map<BadRecordReason, Counter> deadLetters,
            Counter skipped) {}

    /**
     * Creates a function that prepares every record for each of the models.
     *
     * @param models distinct model names, at least one
     * @param skipped records that become tombstones
     */
    public PrepareFunction(PrepareOptions options, List<String> models, SkippedRecords skipped) {
        if (models.isEmpty() || models.stream().distinct().count() < models.size()) {
            throw new IllegalArgumentException("no model or a repeated name in " + models + ": name each model once");
        }
        this.options = options;
        this.models = List.copyOf(models);
        this.skipped = skipped;
    }

    @Override
    public void open(OpenContext context) {
        MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup("convstream");
        var deadLetters = new EnumMap<BadRecordReason, Counter>(BadRecordReason.class);
        for (BadRecordReason reason : BadRecordReason.values()) {
            deadLetters.put(reason, metrics.addGroup("reason", reason.name()).counter("deadLetters"));
        }
        resources = new Resources(
                new RecordDecoder(options.framing().image(), options.classes()),
                new ImageTransform(options),
                deadLetters,
                metrics.counter("skippedRecords"));
    }

    @Override
    public void processElement(RawRecord record, Context context, Collector<Example> out) {
        Resources opened = resources();
        if (skipped.contains(record.sequence())) {
            opened.skipped().inc();
            emitTombstones(record, out);
            return;
        }
        try {
            RecordDecoder.Image image = opened.decoder().decode(record);
            float[] pixels = opened.transform().apply(image.pixels(), record);
            for (String model : models) {
                out.collect(new Example(model, record.sequence(), record.epoch(), image.label(), pixels));
            }
        } catch (BadRecordException e) {
            count(e.reason()).inc();
            // Counted on every reading, but sent once: later epochs read the same bad records. An unreadable file is
            // always sent, because a file may disappear in any epoch.
            if (record.epoch() == 0 || e.reason() == BadRecordReason.UNREADABLE) {
                context.output(DEAD_LETTERS, DeadLetter.of(record, e));
            }
            emitTombstones(record, out);
        }
    }

    private void emitTombstones(RawRecord record, Collector<Example> out) {
        for (String model : models) {
            out.collect(Example.tombstone(model, record.sequence(), record.epoch()));
        }
    }

    /** Returns the number of bad records that this subtask has counted. */
    long deadLetters(BadRecordReason reason) {
        return count(reason).getCount();
    }

    @Override
    public void close() {
        if (resources != null) {
            resources.decoder().close();
            resources = null;
        }
    }

    private Counter count(BadRecordReason reason) {
        return Objects.requireNonNull(resources().deadLetters().get(reason));
    }

    private Resources resources() {
        return Objects.requireNonNull(resources, "the function is not open");
    }
}
