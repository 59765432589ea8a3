package io.convstream.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.image.Origin;
import io.convstream.image.RawRecord;
import io.convstream.image.RecordFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's harness closes with any exception.
class ShuffleFunctionTest {

    private static final int CAPACITY = 10;
    private static final int RECORDS = 100;

    @Test
    void emitsEveryRecordOnceWithDenseNumbersInAnotherOrder() throws Exception {
        List<RawRecord> out = shuffled(CAPACITY);
        assertThat(out)
                .extracting(RawRecord::sequence)
                .containsExactlyElementsOf(LongStream.range(0, RECORDS).boxed().toList());
        assertThat(positions(out))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, RECORDS).boxed().toList())
                .isNotEqualTo(LongStream.range(0, RECORDS).boxed().toList());
    }

    @Test
    void aBufferOfOneKeepsTheOrder() throws Exception {
        assertThat(positions(shuffled(1)))
                .isEqualTo(LongStream.range(0, RECORDS).boxed().toList());
    }

    @Test
    void aRestoredShuffleContinuesInTheSameOrder() throws Exception {
        List<RawRecord> all = shuffled(CAPACITY);
        List<RawRecord> halves = new ArrayList<>();
        OperatorSubtaskState state;
        try (var harness = harness(CAPACITY)) {
            harness.open();
            feed(harness, 0, RECORDS / 2);
            state = harness.snapshot(1, 0);
            halves.addAll(harness.extractOutputValues());
        }
        try (var harness = harness(CAPACITY)) {
            harness.initializeState(state);
            harness.open();
            feed(harness, RECORDS / 2, RECORDS);
            harness.processWatermark(Watermark.MAX_WATERMARK);
            halves.addAll(harness.extractOutputValues());
        }
        assertThat(positions(halves)).isEqualTo(positions(all));
    }

    @Test
    void aRecordKeepsEverythingButItsNumber() throws Exception {
        RawRecord record = new RawRecord(
                -1, 3, RecordFormat.PLANES, new byte[] {7}, -1, new Origin("topic", 2, 5, -1), "no label");
        try (var harness = harness(1)) {
            harness.open();
            harness.processElement(record, 0);
            harness.processWatermark(Watermark.MAX_WATERMARK);
            assertThat(harness.extractOutputValues())
                    .singleElement()
                    .usingRecursiveComparison()
                    .isEqualTo(record.numbered(0));
        }
    }

    @Test
    void drainRequestsEmitTheRestOneByOneInTheSameOrder() throws Exception {
        List<RawRecord> all = shuffled(CAPACITY);
        try (var harness = harness(CAPACITY)) {
            harness.open();
            feed(harness, 0, RECORDS);
            for (int drained = 1; drained <= CAPACITY; drained++) {
                harness.processElement(ShuffleFunction.drainRequest(), 0);
                assertThat(harness.extractOutputValues()).hasSize(RECORDS - CAPACITY + drained);
            }
            harness.processElement(ShuffleFunction.drainRequest(), 0);
            harness.processWatermark(Watermark.MAX_WATERMARK);
            assertThat(positions(harness.extractOutputValues())).isEqualTo(positions(all));
        }
    }

    @Test
    void shrinksARestoredBufferToASmallerCapacity() throws Exception {
        OperatorSubtaskState state;
        List<RawRecord> records = new ArrayList<>();
        try (var harness = harness(CAPACITY)) {
            harness.open();
            feed(harness, 0, CAPACITY);
            state = harness.snapshot(1, 0);
        }
        int smaller = CAPACITY / 2;
        try (var harness = harness(smaller)) {
            harness.initializeState(state);
            harness.open();
            feed(harness, CAPACITY, 2 * CAPACITY);
            assertThat(harness.extractOutputValues()).hasSize(2 * CAPACITY - smaller);
            harness.processWatermark(Watermark.MAX_WATERMARK);
            records.addAll(harness.extractOutputValues());
        }
        assertThat(positions(records))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 2 * CAPACITY).boxed().toList());
        assertThat(records).extracting(RawRecord::sequence).isSorted().doesNotHaveDuplicates();
    }

    private static List<RawRecord> shuffled(int capacity) throws Exception {
        try (var harness = harness(capacity)) {
            harness.open();
            feed(harness, 0, RECORDS);
            harness.processWatermark(Watermark.MAX_WATERMARK);
            return harness.extractOutputValues();
        }
    }

    private static KeyedOneInputStreamOperatorTestHarness<Integer, RawRecord, RawRecord> harness(int capacity)
            throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new ShuffleFunction(capacity, 1)), record -> 0, Types.INT);
    }

    private static void feed(
            KeyedOneInputStreamOperatorTestHarness<Integer, RawRecord, RawRecord> harness, int from, int to)
            throws Exception {
        for (int position = from; position < to; position++) {
            Origin origin = new Origin("topic", 0, position, -1);
            harness.processElement(
                    new RawRecord(-1, 0, RecordFormat.CIFAR, new byte[] {(byte) position}, -1, origin), 0);
        }
    }

    private static List<Long> positions(List<RawRecord> records) {
        return records.stream().map(record -> record.origin().position()).toList();
    }
}
