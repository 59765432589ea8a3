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
 * Committer of offsets to the consumer group of a topic, when a checkpoint completes. Committed offsets only serve lag
 * monitoring and the start of later runs: a failed commit is logged and has no effect on the job.
 */
public final class OffsetCommitter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OffsetCommitter.class);
    /** Time for the last commit of a run when its operator closes. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final KafkaTopic topic;
    private final TreeMap<Long, Map<Integer, Long>> pending = new TreeMap<>();
    private @Nullable Admin admin;
    private volatile boolean failed;

    public OffsetCommitter(KafkaTopic topic) {
        this.topic = topic;
    }

    /**
     * Stores the offsets of a checkpoint until it completes.
     *
     * @param offsets the next offset to read, by partition
     */
    public void snapshotOffsets(long checkpoint, Map<Integer, Long> offsets) {
        pending.put(checkpoint, offsets);
    }

    /** Commits the offsets of a completed checkpoint, asynchronously. */
    public void commitOffsets(long checkpoint) throws IOException {
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
        // Not awaited: a failure is only logged.
        KafkaFuture<Void> unused = admin.alterConsumerGroupOffsets(topic.group(), committed)
                .all()
                .whenComplete((result, failure) -> logFailure(failure));
    }

    /** Logs the first of consecutive failures. */
    private void logFailure(@Nullable Throwable failure) {
        if (failure != null && !failed) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            LOG.warn(
                    "Cannot commit the offsets of group {}, training continues: {}", topic.group(), cause.getMessage());
        }
        failed = failure != null;
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close(CLOSE_TIMEOUT);
            admin = null;
        }
    }
}
