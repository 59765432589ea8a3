package io.convstream.ingest;

import java.io.IOException;
import java.io.Serializable;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The part of a topic that a bounded run reads, fixed before it starts, so that each pass reads the same.
 *
 * @param from the first offset of each partition
 * @param until the offset behind the last one of each partition
 */
public record TopicRange(Map<TopicPartition, Long> from, Map<TopicPartition, Long> until) implements Serializable {

    /**
     * From a start to what is newest now.
     *
     * @throws IOException where the broker can't be reached, or there is no such topic
     */
    public static TopicRange untilNow(KafkaTopic topic, StartOffsets start) throws IOException {
        Map<TopicPartition, Long> earliest = offsets(topic, OffsetSpec.earliest());
        Map<TopicPartition, Long> latest = offsets(topic, OffsetSpec.latest());
        Map<TopicPartition, Long> from = new HashMap<>(
                switch (start.from()) {
                    case EARLIEST -> earliest;
                    case LATEST -> latest;
                    case COMMITTED -> committed(topic, earliest);
                    case TIMESTAMP -> at(topic, start.time(), latest);
                });
        from.replaceAll((partition, offset) -> Math.min(offset, latest.getOrDefault(partition, offset)));
        return new TopicRange(from, latest);
    }

    /** How many messages a pass reads; fewer where a transaction or a compaction has left gaps. */
    public long size() {
        return until.entrySet().stream()
                .mapToLong(end -> end.getValue() - from.getOrDefault(end.getKey(), end.getValue()))
                .sum();
    }

    private static Map<TopicPartition, Long> at(KafkaTopic topic, Instant time, Map<TopicPartition, Long> latest)
            throws IOException {
        Map<TopicPartition, Long> found = new HashMap<>(offsets(topic, OffsetSpec.forTimestamp(time.toEpochMilli())));
        found.replaceAll((partition, offset) -> offset < 0 ? latest.getOrDefault(partition, 0L) : offset);
        return found;
    }

    private static Map<TopicPartition, Long> offsets(KafkaTopic topic, OffsetSpec spec) throws IOException {
        Map<TopicPartition, OffsetSpec> asked =
                topic.partitions().stream().collect(Collectors.toMap(Function.identity(), partition -> spec));
        try (Admin admin = topic.admin()) {
            Map<TopicPartition, Long> offsets = new HashMap<>();
            admin.listOffsets(asked).all().get().forEach((partition, info) -> offsets.put(partition, info.offset()));
            return offsets;
        } catch (ExecutionException e) {
            throw topic.failed("read its offsets", e);
        } catch (InterruptedException e) {
            throw KafkaTopic.interrupted(e);
        }
    }

    private static Map<TopicPartition, Long> committed(KafkaTopic topic, Map<TopicPartition, Long> otherwise)
            throws IOException {
        Map<TopicPartition, Long> offsets = new HashMap<>(otherwise);
        try (Admin admin = topic.admin()) {
            Map<TopicPartition, OffsetAndMetadata> found = admin.listConsumerGroupOffsets(topic.group())
                    .partitionsToOffsetAndMetadata()
                    .get();
            found.forEach((partition, offset) -> {
                if (offset != null) {
                    offsets.replace(partition, offset.offset());
                }
            });
            return offsets;
        } catch (ExecutionException e) {
            throw topic.failed("read the committed offsets of group " + topic.group(), e);
        } catch (InterruptedException e) {
            throw KafkaTopic.interrupted(e);
        }
    }
}
