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
final class OffsetCommitter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OffsetCommitter.class);
    /** Time for the last commit of a run when its operator closes. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final KafkaTopic topic;
    private final TreeMap<Long, Map<Integer, Long>> pending = new TreeMap<>();
    private @Nullable Admin admin;
    private boolean committing;
    private @Nullable Map<TopicPartition, OffsetAndMetadata> waiting;
    private boolean failed;

    OffsetCommitter(KafkaTopic topic) {
        this.topic = topic;
    }

    /**
     * Stores the offsets of a checkpoint until it completes.
     *
     * @param offsets the next offset to read, by partition
     */
    void snapshotOffsets(long checkpoint, Map<Integer, Long> offsets) {
        pending.put(checkpoint, offsets);
    }

    /** Commits the offsets of a completed checkpoint, asynchronously. */
    void commitOffsets(long checkpoint) throws IOException {
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
        commit(admin, committed);
    }

    /** One commit at a time, then the newest waiting one: a retried commit must not overwrite a later one. */
    private synchronized void commit(Admin client, Map<TopicPartition, OffsetAndMetadata> offsets) {
        if (committing) {
            waiting = offsets;
            return;
        }
        committing = true;
        // Not awaited: a failure is only logged.
        KafkaFuture<Void> unused = client.alterConsumerGroupOffsets(topic.group(), offsets)
                .all()
                .whenComplete((result, failure) -> committed(client, failure));
    }

    private synchronized void committed(Admin client, @Nullable Throwable failure) {
        logFailure(failure);
        committing = false;
        Map<TopicPartition, OffsetAndMetadata> next = waiting;
        waiting = null;
        if (next != null) {
            commit(client, next);
        }
        notifyAll();
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
            awaitCommits();
            admin.close(Duration.ZERO);
            admin = null;
        }
    }

    private synchronized void awaitCommits() {
        long deadline = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
        try {
            for (long left = CLOSE_TIMEOUT.toMillis(); committing && left > 0; ) {
                wait(left);
                left = (deadline - System.nanoTime()) / 1_000_000;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // a cancelled task does not wait
        }
    }
}
