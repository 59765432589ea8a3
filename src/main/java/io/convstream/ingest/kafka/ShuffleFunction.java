package io.convstream.ingest.kafka;

import io.convstream.image.Origin;
import io.convstream.image.RawRecord;
import io.convstream.image.RecordFormat;
import io.convstream.image.SplitMix;
import java.io.IOException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Mixes a stream and numbers it densely. Once the buffer is full, each record that comes takes the place of one that
 * goes, chosen at random by the number that it gets; at the end of the input the rest goes in random order, one for each
 * {@link #pull} that a bounded source ends with, so that checkpoints complete meanwhile. The buffer is Flink state, so
 * each record goes on exactly once; where records come in the same order again (a topic with one partition), they also
 * go in the same order. The stream must be keyed by one key.
 */
public final class ShuffleFunction extends KeyedProcessFunction<Integer, RawRecord, RawRecord>
        implements CheckpointedFunction, CheckpointListener {

    /** Fires at the end of the input, when the watermark is the highest possible. */
    private static final long END = Long.MAX_VALUE;

    /** The epoch of a record that is none. */
    private static final int PULL = -1;

    /** As large as a small image: then few are in Flink's network buffers, where a barrier waits behind them. */
    private static final byte[] PULL_CONTENT = new byte[4096];

    private final int capacity;
    private final long seed;
    private final @Nullable KafkaTopic topic;
    private final long limit;
    private transient MapState<Integer, RawRecord> buffer;
    private transient ValueState<Integer> fill;
    private transient ValueState<Long> next;
    private transient volatile int shownFill;
    private transient CommittableOffsets unsent;
    private transient boolean recalled;
    private transient @Nullable OffsetCommitter offsets;

    /**
     * A shuffle.
     *
     * @param capacity how many records wait in the buffer; 1: the order stays
     */
    public ShuffleFunction(int capacity, long seed) {
        this(capacity, seed, null, Long.MAX_VALUE);
    }

    /**
     * A shuffle that commits offsets to Kafka, never of a record that has not left the buffer.
     *
     * @param topic which the records come from, with the group to commit for; null: nothing is committed
     * @param limit how many records are trained: those after them are left to the next run
     */
    public ShuffleFunction(int capacity, long seed, @Nullable KafkaTopic topic, long limit) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a shuffle buffer of " + capacity + " records: it starts at 1");
        }
        this.capacity = capacity;
        this.seed = seed;
        this.topic = topic;
        this.limit = limit;
    }

    @Override
    public void open(OpenContext context) {
        buffer = getRuntimeContext()
                .getMapState(new MapStateDescriptor<>("buffer", Types.INT, TypeInformation.of(RawRecord.class)));
        fill = getRuntimeContext().getState(new ValueStateDescriptor<>("fill", Types.INT));
        next = getRuntimeContext().getState(new ValueStateDescriptor<>("next", Types.LONG));
        unsent = new CommittableOffsets();
        offsets = topic == null ? null : new OffsetCommitter(topic);
        getRuntimeContext().getMetricGroup().addGroup("convstream").gauge("shuffleBufferFill", () -> shownFill);
    }

    @Override
    public void processElement(RawRecord record, Context context, Collector<RawRecord> out) throws Exception {
        recall();
        int filled = filled();
        if (record.epoch() == PULL) {
            if (filled > 0) {
                take(filled, out);
            }
            return;
        }
        unsent.received(record);
        if (filled > capacity) { // restored from a larger one: two go for each that comes
            take(filled, out);
            filled--;
        }
        if (filled == 0) {
            context.timerService().registerEventTimeTimer(END);
        }
        if (filled < capacity) {
            buffer.put(filled, record);
            fill(filled + 1);
        } else {
            int slot = slot(number(), filled);
            RawRecord chosen = buffer.get(slot);
            buffer.put(slot, record);
            send(chosen, out);
        }
    }

    /** What sends one record out of the buffer. */
    public static RawRecord pull() {
        return new RawRecord(-1, PULL, RecordFormat.CIFAR, PULL_CONTENT, -1, new Origin("", 0, 0, -1));
    }

    /** The end of the input: empties the buffer, if anything is left. */
    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<RawRecord> out) throws Exception {
        recall();
        for (int filled = filled(); filled > 0; filled--) {
            take(filled, out);
        }
    }

    /** Sends one record and leaves its place to the last. */
    private void take(int filled, Collector<RawRecord> out) throws Exception {
        int slot = slot(number(), filled);
        RawRecord chosen = buffer.get(slot);
        buffer.put(slot, buffer.get(filled - 1));
        buffer.remove(filled - 1);
        fill(filled - 1);
        send(chosen, out);
    }

    /** After a restore, what the buffer holds; state can be read only while there is a key. */
    private void recall() throws Exception {
        if (!recalled) {
            recalled = true;
            for (RawRecord record : buffer.values()) {
                unsent.restored(record);
            }
        }
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {}

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
        if (offsets != null) {
            offsets.snapshot(context.getCheckpointId(), unsent.firsts());
        }
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) throws IOException {
        if (offsets != null) {
            offsets.complete(checkpoint);
        }
    }

    @Override
    public void close() {
        if (offsets != null) {
            offsets.close();
            offsets = null;
        }
    }

    private int slot(long number, int filled) {
        return (int) Long.remainderUnsigned(SplitMix.mix(seed, number), filled);
    }

    private void send(RawRecord record, Collector<RawRecord> out) throws IOException {
        long number = number();
        next.update(number + 1);
        out.collect(record.numbered(number));
        if (number < limit) {
            unsent.sent(record);
        } else {
            unsent.dropped();
        }
    }

    private long number() throws IOException {
        Long number = next.value();
        return number == null ? 0 : number;
    }

    private int filled() throws IOException {
        Integer filled = fill.value();
        return filled == null ? 0 : filled;
    }

    private void fill(int filled) throws IOException {
        fill.update(filled);
        shownFill = filled;
    }
}
