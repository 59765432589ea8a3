package io.convstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.image.Origin;
import io.convstream.image.RawRecord;
import io.convstream.image.RecordFormat;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's harness closes with any exception.
final class SequenceNumbersTest {

    @Test
    void numbersContinueAfterARestore() throws Exception {
        OperatorSubtaskState state;
        try (var harness = harness()) {
            harness.open();
            harness.processElement(record(7), 0);
            harness.processElement(record(5), 0);
            state = harness.snapshot(1, 0);
            harness.processElement(record(6), 0);
            assertThat(harness.extractOutputValues())
                    .extracting(RawRecord::sequence)
                    .containsExactly(0L, 1L, 2L);
        }
        try (var harness = harness()) {
            harness.initializeState(state);
            harness.open();
            harness.processElement(record(6), 0);
            assertThat(harness.extractOutputValues())
                    .singleElement()
                    .usingRecursiveComparison()
                    .isEqualTo(record(6).numbered(2));
        }
    }

    private static RawRecord record(long position) {
        return new RawRecord(
                -1, 0, RecordFormat.ENCODED, new byte[] {1}, 3, new Origin("camera", -1, position, -1), "no label");
    }

    private static KeyedOneInputStreamOperatorTestHarness<Integer, RawRecord, RawRecord> harness() throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new SequenceNumbers.NumberFunction()), record -> 0, Types.INT);
    }
}
