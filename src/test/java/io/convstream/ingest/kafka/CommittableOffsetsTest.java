package io.convstream.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.image.Origin;
import io.convstream.image.RawRecord;
import io.convstream.image.RecordFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommittableOffsetsTest {

    private final CommittableOffsets offsets = new CommittableOffsets();

    @Test
    void theFirstBufferedRecordLimitsItsPartition() {
        receive(0, 5, 6, 7);
        receive(1, 20);
        offsets.emit(record(0, 6));
        offsets.emit(record(1, 20));
        assertThat(offsets.offsets()).isEqualTo(Map.of(0, 5L, 1, 21L));
        offsets.emit(record(0, 5));
        assertThat(offsets.offsets()).isEqualTo(Map.of(0, 7L, 1, 21L));
        offsets.emit(record(0, 7));
        assertThat(offsets.offsets()).isEqualTo(Map.of(0, 8L, 1, 21L));
    }

    @Test
    void droppedRecordsAreNeverCommitted() {
        receive(0, 0, 1, 2);
        offsets.emit(record(0, 0));
        offsets.drop();
        receive(0, 3, 4);
        receive(1, 9);
        assertThat(offsets.offsets()).isEqualTo(Map.of(0, 1L, 1, 9L));
    }

    @Test
    void afterARestoreOnlyPartitionsWithBufferedRecordsAreKnown() {
        offsets.restore(record(3, 12));
        assertThat(offsets.offsets()).isEqualTo(Map.of(3, 12L));
        offsets.emit(record(3, 12));
        assertThat(offsets.offsets()).isEmpty();
        receive(3, 40);
        offsets.emit(record(3, 40));
        assertThat(offsets.offsets()).isEqualTo(Map.of(3, 41L));
    }

    @Test
    void laterPassesChangeNothing() {
        receive(0, 0, 1);
        offsets.emit(record(0, 0));
        RawRecord again = new RawRecord(-1, 1, RecordFormat.CIFAR, new byte[0], -1, new Origin("t", 0, 1, -1));
        offsets.receive(again);
        offsets.emit(again);
        assertThat(offsets.offsets()).isEqualTo(Map.of(0, 1L));
    }

    private void receive(int partition, long... positions) {
        for (long position : positions) {
            offsets.receive(record(partition, position));
        }
    }

    private static RawRecord record(int partition, long position) {
        return new RawRecord(-1, 0, RecordFormat.CIFAR, new byte[0], -1, new Origin("t", partition, position, -1));
    }
}
