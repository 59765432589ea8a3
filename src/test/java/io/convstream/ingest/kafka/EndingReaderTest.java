package io.convstream.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.ingest.EpochSource;
import io.convstream.ingest.ReaderRuntime;
import io.convstream.ingest.dataset.Shapes;
import java.util.List;
import org.apache.flink.connector.base.source.hybrid.HybridSource;
import org.apache.flink.connector.base.source.hybrid.HybridSourceSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class EndingReaderTest {

    private static final EndState.OfPasses PASSES = new EndState.OfPasses();

    @Test
    void theStateIsASplitOfItsOwn() {
        var state = new EndState(1L << 40, 3);
        assertThat(PASSES.decode(PASSES.encode(state))).contains(state);
        assertThat(PASSES.decode(new HybridSourceSplit(0, new byte[20], 0, "images-0")))
                .isEmpty();
        var partitions = new EndState.OfPartitions();
        assertThat(partitions.decode(partitions.encode(new EndState(7, 0)))).contains(new EndState(7, 0));
        assertThat(partitions.decode(new KafkaPartitionSplit(new TopicPartition("images", 0), 7)))
                .isEmpty();
    }

    @Test
    @SuppressWarnings("try") // close() of Flink's own declares Exception
    void aDrainedBufferIsNotContinuedByMorePasses() throws Exception {
        List<HybridSourceSplit> drained = List.of(PASSES.encode(new EndState(10, 2)));
        try (var more = reader(3)) {
            assertThatThrownBy(() -> more.addSplits(drained))
                    .cause()
                    .hasMessageContainingAll(
                            "emptied, after the last of 2 passes", "resume from the run's checkpoints/last");
        }
        try (var same = reader(2)) {
            assertThatCode(() -> same.addSplits(drained)).doesNotThrowAnyException();
            assertThat(PASSES.decode(same.snapshotState(1).get(0))).contains(new EndState(10, 2));
        }
    }

    private static EndingReader<HybridSourceSplit> reader(int passes) throws Exception {
        var source = HybridSource.builder(EpochSource.of(new Shapes(1, false, 5), 1, 5))
                .build();
        return new EndingReader<>(
                source.createReader(new ReaderRuntime()), PASSES, new TopicEnd(passes, 10, 4, null), null);
    }
}
