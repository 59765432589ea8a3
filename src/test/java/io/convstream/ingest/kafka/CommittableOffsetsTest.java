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
    void the_first_record_that_waits_holds_its_partition_back() {
        receive(0, 5, 6, 7);
        receive(1, 20);
        offsets.sent(record(0, 6));
        offsets.sent(record(1, 20));
        assertThat(offsets.firsts()).isEqualTo(Map.of(0, 5L, 1, 21L));
        offsets.sent(record(0, 5));
        assertThat(offsets.firsts()).isEqualTo(Map.of(0, 7L, 1, 21L));
        offsets.sent(record(0, 7));
        assertThat(offsets.firsts()).isEqualTo(Map.of(0, 8L, 1, 21L));
    }

    @Test
    void what_is_dropped_stays_to_be_read() {
        receive(0, 0, 1, 2);
        offsets.sent(record(0, 0));
        offsets.dropped();
        receive(0, 3, 4);
        receive(1, 9);
        assertThat(offsets.firsts()).isEqualTo(Map.of(0, 1L, 1, 9L));
    }

    @Test
    void after_a_restore_nothing_is_known_of_partitions_without_waiting_records() {
        offsets.restored(record(3, 12));
        assertThat(offsets.firsts()).isEqualTo(Map.of(3, 12L));
        offsets.sent(record(3, 12));
        assertThat(offsets.firsts()).isEmpty();
        receive(3, 40);
        offsets.sent(record(3, 40));
        assertThat(offsets.firsts()).isEqualTo(Map.of(3, 41L));
    }

    @Test
    void later_passes_change_nothing() {
        receive(0, 0, 1);
        offsets.sent(record(0, 0));
        RawRecord again = new RawRecord(-1, 1, RecordFormat.CIFAR, new byte[0], -1, new Origin("t", 0, 1, -1));
        offsets.received(again);
        offsets.sent(again);
        assertThat(offsets.firsts()).isEqualTo(Map.of(0, 1L));
    }

    private void receive(int partition, long... positions) {
        for (long position : positions) {
            offsets.received(record(partition, position));
        }
    }

    private static RawRecord record(int partition, long position) {
        return new RawRecord(-1, 0, RecordFormat.CIFAR, new byte[0], -1, new Origin("t", partition, position, -1));
    }
}
