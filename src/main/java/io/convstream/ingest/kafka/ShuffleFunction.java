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
 * Shuffle buffer that numbers its output densely. Once the buffer is full, each incoming record replaces a random one, which is
 * emitted with the next sequence number. At the end of the input the buffer is emitted in random order, one record for each
 * {@link #drainRequest} at the end of a bounded source, so that checkpoints can complete in between. The buffer is Flink
 * state, so each record is emitted exactly once; for the same input order (a topic with one partition), the output order is
 * the same. The stream must be keyed by a constant.
 */
public final class ShuffleFunction extends KeyedProcessFunction<Integer, RawRecord, RawRecord>
        implements CheckpointedFunction, CheckpointListener {

    /** The operator's uid. */
    public static final String OPERATOR = "shuffle";

    /** The name of the keyed state with the number of records in the buffer, an int. */
    public static final String FILL = "fill";

    /** The name of the keyed state with the next sequence number, a long. */
    public static final String NEXT = "next";

    /** Timestamp of the timer that fires at the end of the input, at the maximum watermark. */
    private static final long END = Long.MAX_VALUE;

    /** Epoch that marks a drain request. */
    private static final int DRAIN = -1;

    /** As large as a small image: keeps the number of requests in Flink's network buffers, ahead of a barrier, small. */
    private static final byte[] DRAIN_CONTENT = new byte[4096];

    private final int capacity;
    private final long seed;
    private final @Nullable KafkaTopic topic;
    private final long limit;
    private transient MapState<Integer, RawRecord> buffer;
    private transient ValueState<Integer> fill;
    private transient ValueState<Long> next;
    private transient volatile int fillGauge;
    private transient CommittableOffsets committable;
    private transient boolean restored;
    private transient @Nullable OffsetCommitter committer;

    /**
     * Creates a shuffle that commits no offsets.
     *
     * @param capacity the size of the buffer in records; 1 keeps the order
     * @param seed determines the order
     */
    public ShuffleFunction(int capacity, long seed) {
        this(capacity, seed, null, Long.MAX_VALUE);
    }

    /**
     * Creates a shuffle that commits the offsets of records that have left the buffer.
     *
     * @param capacity the size of the buffer in records; 1 keeps the order
     * @param seed determines the order
     * @param topic the source of the records, with the consumer group to commit for; null commits nothing
     * @param limit the number of records to train; offsets of later ones are not committed, which leaves them to the next
     *     run
     */
    public ShuffleFunction(int capacity, long seed, @Nullable KafkaTopic topic, long limit) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "a shuffle buffer of " + capacity + " records is too small: it needs at least 1");
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
        fill = getRuntimeContext().getState(new ValueStateDescriptor<>(FILL, Types.INT));
        next = getRuntimeContext().getState(new ValueStateDescriptor<>(NEXT, Types.LONG));
        committable = new CommittableOffsets();
        committer = topic == null ? null : new OffsetCommitter(topic);
        getRuntimeContext().getMetricGroup().addGroup("convstream").gauge("shuffleBufferFill", () -> fillGauge);
    }

    @Override
    public void processElement(RawRecord record, Context context, Collector<RawRecord> out) throws Exception {
        restoreOffsets();
        int size = bufferSize();
        if (record.epoch() == DRAIN) {
            if (size > 0) {
                emitOne(size, out);
            }
            return;
        }
        committable.receive(record);
        if (size > capacity) { // restored from a larger buffer: emit two for each incoming record
            emitOne(size, out);
            size--;
        }
        if (size == 0) {
            context.timerService().registerEventTimeTimer(END);
        }
        if (size < capacity) {
            buffer.put(size, record);
            setBufferSize(size + 1);
        } else {
            int slot = slot(number(), size);
            RawRecord chosen = buffer.get(slot);
            buffer.put(slot, record);
            emit(chosen, out);
        }
    }

    /** Returns a marker record that makes the function emit one buffered record. */
    public static RawRecord drainRequest() {
        return new RawRecord(-1, DRAIN, RecordFormat.CIFAR, DRAIN_CONTENT, -1, new Origin("", 0, 0, -1));
    }

    /** Emits the remaining records at the end of the input. */
    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<RawRecord> out) throws Exception {
        restoreOffsets();
        for (int size = bufferSize(); size > 0; size--) {
            emitOne(size, out);
        }
    }

    /** Emits a random record and moves the last one to its slot. */
    private void emitOne(int size, Collector<RawRecord> out) throws Exception {
        int slot = slot(number(), size);
        RawRecord chosen = buffer.get(slot);
        buffer.put(slot, buffer.get(size - 1));
        buffer.remove(size - 1);
        setBufferSize(size - 1);
        emit(chosen, out);
    }

    /** Registers the records of a restored buffer, on the first call with a key: keyed state needs one. */
    private void restoreOffsets() throws Exception {
        if (!restored) {
            restored = true;
            for (RawRecord record : buffer.values()) {
                committable.restore(record);
            }
        }
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {}

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
        if (committer != null) {
            committer.snapshotOffsets(context.getCheckpointId(), committable.offsets());
        }
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) throws IOException {
        if (committer != null) {
            committer.commitOffsets(checkpoint);
        }
    }

    @Override
    public void close() {
        if (committer != null) {
            committer.close();
            committer = null;
        }
    }

    private int slot(long number, int size) {
        return (int) Long.remainderUnsigned(SplitMix.mix(seed, number), size);
    }

    private void emit(RawRecord record, Collector<RawRecord> out) throws IOException {
        long number = number();
        next.update(number + 1);
        out.collect(record.numbered(number));
        if (number < limit) {
            committable.emit(record);
        } else {
            committable.drop();
        }
    }

    private long number() throws IOException {
        Long number = next.value();
        return number == null ? 0 : number;
    }

    private int bufferSize() throws IOException {
        Integer size = fill.value();
        return size == null ? 0 : size;
    }

    private void setBufferSize(int size) throws IOException {
        fill.update(size);
        fillGauge = size;
    }
}
