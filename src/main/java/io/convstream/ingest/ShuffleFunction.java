package io.convstream.ingest;

import io.convstream.image.RawRecord;
import io.convstream.image.SplitMix;
import java.io.IOException;
import org.apache.flink.api.common.accumulators.LongCounter;
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
 * goes, chosen at random by the number that it gets; at the end of the input the rest goes in random order. The buffer
 * is Flink state, so each record goes on exactly once; where records come in the same order again (a topic with one
 * partition), they also go in the same order. The stream must be keyed by one key.
 */
public final class ShuffleFunction extends KeyedProcessFunction<Integer, RawRecord, RawRecord> {

    /** The name of the accumulator that is above 0 once as many records have gone as were asked for. */
    public static final String ENOUGH = "convstream.enough";

    /** Fires at the end of the input, when the watermark is the highest possible. */
    private static final long END = Long.MAX_VALUE;

    private final int capacity;
    private final long seed;
    private final long limit;
    private final LongCounter enough = new LongCounter();
    private transient MapState<Integer, RawRecord> buffer;
    private transient ValueState<Integer> fill;
    private transient ValueState<Long> next;
    private transient volatile int shownFill;

    /**
     * A shuffle.
     *
     * @param capacity how many records wait in the buffer; 1: the order stays
     * @param limit how many records go on; what comes after them is dropped
     */
    public ShuffleFunction(int capacity, long seed, long limit) {
        if (capacity < 1 || limit < 1) {
            throw new IllegalArgumentException(
                    "a shuffle buffer of " + capacity + " for " + limit + " records: both start at 1");
        }
        this.capacity = capacity;
        this.seed = seed;
        this.limit = limit;
    }

    @Override
    public void open(OpenContext context) {
        buffer = getRuntimeContext()
                .getMapState(new MapStateDescriptor<>("buffer", Types.INT, TypeInformation.of(RawRecord.class)));
        fill = getRuntimeContext().getState(new ValueStateDescriptor<>("fill", Types.INT));
        next = getRuntimeContext().getState(new ValueStateDescriptor<>("next", Types.LONG));
        getRuntimeContext().addAccumulator(ENOUGH, enough);
        getRuntimeContext().getMetricGroup().addGroup("convstream").gauge("shuffleBufferFill", () -> shownFill);
    }

    @Override
    public void processElement(RawRecord record, Context context, Collector<RawRecord> out) throws Exception {
        int filled = filled();
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

    /** The end of the input: empties the buffer. */
    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<RawRecord> out) throws Exception {
        for (int filled = filled(); filled > 0; filled--) {
            int slot = slot(number(), filled);
            RawRecord chosen = buffer.get(slot);
            buffer.put(slot, buffer.get(filled - 1));
            buffer.remove(filled - 1);
            fill(filled - 1);
            send(chosen, out);
        }
    }

    private int slot(long number, int filled) {
        return (int) Long.remainderUnsigned(SplitMix.mix(seed, number), filled);
    }

    private void send(RawRecord record, Collector<RawRecord> out) throws IOException {
        long number = number();
        if (number < limit) {
            next.update(number + 1);
            out.collect(record.numbered(number));
        }
        if (number + 1 >= limit) {
            enough.add(1);
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
