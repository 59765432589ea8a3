package io.convstream.ingest;

import io.convstream.image.Origin;
import io.convstream.image.RawRecord;
import io.convstream.image.RecordFormat;
import io.convstream.image.SplitMix;
import java.io.IOException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Mixes a stream and numbers it densely. Once the buffer is full, each record that comes takes the place of one that
 * goes, chosen at random by the number that it gets; at the end of the input the rest goes in random order, one for each
 * {@link #pull} that a bounded source ends with, so that checkpoints complete meanwhile. The buffer is Flink state, so
 * each record goes on exactly once; where records come in the same order again (a topic with one partition), they also
 * go in the same order. The stream must be keyed by one key.
 */
public final class ShuffleFunction extends KeyedProcessFunction<Integer, RawRecord, RawRecord> {

    /** Fires at the end of the input, when the watermark is the highest possible. */
    private static final long END = Long.MAX_VALUE;

    /** The epoch of a record that is none. */
    private static final int PULL = -1;

    /** As large as a small image: then few are in Flink's network buffers, where a barrier waits behind them. */
    private static final byte[] PULL_CONTENT = new byte[4096];

    private final int capacity;
    private final long seed;
    private transient MapState<Integer, RawRecord> buffer;
    private transient ValueState<Integer> fill;
    private transient ValueState<Long> next;
    private transient volatile int shownFill;

    /**
     * A shuffle.
     *
     * @param capacity how many records wait in the buffer; 1: the order stays
     */
    public ShuffleFunction(int capacity, long seed) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a shuffle buffer of " + capacity + " records: it starts at 1");
        }
        this.capacity = capacity;
        this.seed = seed;
    }

    @Override
    public void open(OpenContext context) {
        buffer = getRuntimeContext()
                .getMapState(new MapStateDescriptor<>("buffer", Types.INT, TypeInformation.of(RawRecord.class)));
        fill = getRuntimeContext().getState(new ValueStateDescriptor<>("fill", Types.INT));
        next = getRuntimeContext().getState(new ValueStateDescriptor<>("next", Types.LONG));
        getRuntimeContext().getMetricGroup().addGroup("convstream").gauge("shuffleBufferFill", () -> shownFill);
    }

    @Override
    public void processElement(RawRecord record, Context context, Collector<RawRecord> out) throws Exception {
        int filled = filled();
        if (record.epoch() == PULL) {
            if (filled > 0) {
                take(filled, out);
            }
            return;
        }
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
    static RawRecord pull() {
        return new RawRecord(-1, PULL, RecordFormat.CIFAR, PULL_CONTENT, -1, new Origin("", 0, 0, -1));
    }

    /** The end of the input: empties the buffer, if anything is left. */
    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<RawRecord> out) throws Exception {
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

    private int slot(long number, int filled) {
        return (int) Long.remainderUnsigned(SplitMix.mix(seed, number), filled);
    }

    private void send(RawRecord record, Collector<RawRecord> out) throws IOException {
        long number = number();
        next.update(number + 1);
        out.collect(record.numbered(number));
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
