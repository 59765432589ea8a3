package io.convstream.prepare;

import io.convstream.image.Example;
import io.convstream.image.RawRecord;
import io.convstream.prepare.decode.BadRecord;
import io.convstream.prepare.decode.BadRecordException;
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
 * Makes of every raw record one example, or one tombstone, for each model. It holds no state and nothing of an example
 * depends on other records, so any number of these may work side by side.
 */
public final class PrepareFunction extends ProcessFunction<RawRecord, Example> {

    /** The side output of the records that could not be prepared. */
    public static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters", TypeInformation.of(DeadLetter.class));

    private final PrepareOptions options;
    private final List<String> models;
    private transient @Nullable Worker worker;

    /** What an open function works with: none of it travels with the job. */
    private record Worker(RecordDecoder decoder, Augmenter augmenter, Map<BadRecord, Counter> deadLetters) {}

    /**
     * A function that prepares all images in one way for some models.
     *
     * @param models their names, each once
     */
    public PrepareFunction(PrepareOptions options, List<String> models) {
        if (models.isEmpty() || models.stream().distinct().count() < models.size()) {
            throw new IllegalArgumentException("examples need models to go to, each named once, not " + models);
        }
        this.options = options;
        this.models = List.copyOf(models);
    }

    @Override
    public void open(OpenContext context) {
        MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup("convstream");
        var deadLetters = new EnumMap<BadRecord, Counter>(BadRecord.class);
        for (BadRecord reason : BadRecord.values()) {
            deadLetters.put(reason, metrics.addGroup("reason", reason.name()).counter("deadLetters"));
        }
        worker = new Worker(
                new RecordDecoder(options.framing().image(), options.classes()), new Augmenter(options), deadLetters);
    }

    @Override
    public void processElement(RawRecord record, Context context, Collector<Example> out) {
        Worker open = worker();
        try {
            RecordDecoder.Image image = open.decoder().decode(record);
            float[] pixels = open.augmenter().augment(image.pixels(), record.sequence());
            for (String model : models) {
                out.collect(new Example(model, record.sequence(), record.epoch(), image.label(), pixels));
            }
        } catch (BadRecordException bad) {
            count(bad.reason()).inc();
            // The counter counts every reading, the queue gets each bad record once: later epochs read the same ones.
            // But a
            // file may disappear in any epoch.
            if (record.epoch() == 0 || bad.reason() == BadRecord.UNREADABLE) {
                context.output(DEAD_LETTERS, DeadLetter.of(record, bad));
            }
            for (String model : models) {
                out.collect(Example.tombstone(model, record.sequence(), record.epoch()));
            }
        }
    }

    /** How many bad records this subtask has counted. */
    long deadLetters(BadRecord reason) {
        return count(reason).getCount();
    }

    @Override
    public void close() {
        if (worker != null) {
            worker.decoder().close();
            worker = null;
        }
    }

    private Counter count(BadRecord reason) {
        return Objects.requireNonNull(worker().deadLetters().get(reason));
    }

    private Worker worker() {
        return Objects.requireNonNull(worker, "the function is not open");
    }
}
