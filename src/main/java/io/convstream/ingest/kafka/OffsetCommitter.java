package io.convstream.ingest.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits offsets of a topic to its consumer group once the checkpoint that covers them has completed. They only let
 * others watch the lag, and a later run start there: a failure to commit is logged and harms nothing.
 */
public final class OffsetCommitter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OffsetCommitter.class);
    /** The last commit of a run is still on its way when its operator closes. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final KafkaTopic topic;
    private final TreeMap<Long, Map<Integer, Long>> pending = new TreeMap<>();
    private @Nullable Admin admin;
    private volatile boolean failed;

    public OffsetCommitter(KafkaTopic topic) {
        this.topic = topic;
    }

    /**
     * Remembers the offsets of a checkpoint until it completes.
     *
     * @param offsets the first offset to read of each partition
     */
    public void snapshot(long checkpoint, Map<Integer, Long> offsets) {
        pending.put(checkpoint, offsets);
    }

    public void complete(long checkpoint) throws IOException {
        Map<Integer, Long> offsets = pending.get(checkpoint);
        pending.headMap(checkpoint, true).clear();
        if (offsets == null || offsets.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        offsets.forEach((partition, offset) ->
                committed.put(new TopicPartition(topic.name(), partition), new OffsetAndMetadata(offset)));
        if (admin == null) {
            admin = topic.admin();
        }
        // Nobody waits for it.
        KafkaFuture<Void> unused = admin.alterConsumerGroupOffsets(topic.group(), committed)
                .all()
                .whenComplete((done, failure) -> completed(failure));
    }

    /** Logs the first failure in a row. */
    private void completed(@Nullable Throwable failure) {
        if (failure != null && !failed) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            LOG.warn(
                    "Offsets of group {} cannot be committed, training continues: {}",
                    topic.group(),
                    cause.getMessage());
        }
        failed = failure != null;
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close(PATIENCE);
            admin = null;
        }
    }
}
