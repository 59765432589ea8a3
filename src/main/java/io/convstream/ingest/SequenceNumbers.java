package io.convstream.ingest;

import io.convstream.image.RawRecord;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Sequence numbers for a stream whose source has none. */
@PublicEvolving
public final class SequenceNumbers {

    private SequenceNumbers() {}

    /**
     * Numbers records from 0 in the order of their arrival; the next number is in Flink's state. Training is reproducible
     * if that order is, as that of one Kafka partition.
     *
     * @param records their own sequence numbers are ignored
     */
    public static DataStream<RawRecord> assign(DataStream<RawRecord> records) {
        return records.keyBy(record -> 0, Types.INT)
                .process(new NumberFunction())
                .returns(TypeInformation.of(RawRecord.class))
                .name("number")
                .uid("number")
                .setParallelism(1);
    }

    static final class NumberFunction extends KeyedProcessFunction<Integer, RawRecord, RawRecord> {

        private transient ValueState<Long> next;

        @Override
        public void open(OpenContext context) {
            next = getRuntimeContext().getState(new ValueStateDescriptor<>("next", Types.LONG));
        }

        @Override
        public void processElement(RawRecord record, Context context, Collector<RawRecord> out) throws Exception {
            @Nullable Long stored = next.value();
            long number = stored == null ? 0 : stored;
            next.update(number + 1);
            out.collect(record.numbered(number));
        }
    }
}
