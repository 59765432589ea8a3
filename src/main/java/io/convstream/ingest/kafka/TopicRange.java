package io.convstream.ingest.kafka;

import java.io.IOException;
import java.io.Serializable;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;

/**
 * Range of a topic that a bounded run reads, fixed before it starts, so that each pass reads the same messages. It ends at
 * the last stable offset, so that no pass waits for a transaction.
 *
 * @param from the first offset of each partition, inclusive
 * @param until the end offset of each partition, exclusive
 * @param uncommitted the number of messages after {@code until}, behind an open transaction
 */
public record TopicRange(Map<TopicPartition, Long> from, Map<TopicPartition, Long> until, long uncommitted)
        implements Serializable {

    private static final Pattern PART = Pattern.compile("(\\d+): (\\d+)-(\\d+)");

    /**
     * Returns the range from start offsets to the latest messages.
     *
     * @throws IOException if the broker cannot be reached, or there is no such topic
     */
    public static TopicRange toLatest(KafkaTopic topic, StartOffsets start) throws IOException {
        try (Admin admin = topic.admin()) {
            List<TopicPartition> partitions = topic.partitions(admin, AclOperation.READ);
            var stable = new ListOffsetsOptions(topic.isolation());
            Map<TopicPartition, Long> until = offsets(admin, partitions, OffsetSpec.latest(), stable);
            Map<TopicPartition, Long> all = offsets(admin, partitions, OffsetSpec.latest(), new ListOffsetsOptions());
            Map<TopicPartition, Long> from = new HashMap<>(
                    switch (start.from()) {
                        case EARLIEST -> offsets(admin, partitions, OffsetSpec.earliest(), stable);
                        case LATEST -> until;
                        case COMMITTED -> committed(topic, admin, partitions);
                        case TIMESTAMP -> atTime(admin, partitions, start.time(), until);
                    });
            from.replaceAll((partition, offset) -> Math.min(offset, until.getOrDefault(partition, offset)));
            return new TopicRange(from, until, distance(until, all));
        } catch (ExecutionException e) {
            throw topic.failed("read its offsets", e);
        } catch (InterruptedException e) {
            throw KafkaTopic.interrupted(e);
        }
    }

    /**
     * Parses the text of a range.
     *
     * @throws IllegalArgumentException if {@link #toText} has not written it
     */
    public static TopicRange parse(KafkaTopic topic, String text) {
        Map<TopicPartition, Long> from = new HashMap<>();
        Map<TopicPartition, Long> until = new HashMap<>();
        for (String part : text.split(", ", -1)) {
            Matcher offsets = PART.matcher(part);
            if (!offsets.matches()) {
                throw new IllegalArgumentException("'" + text + "' is no range of offsets");
            }
            var partition = new TopicPartition(topic.name(), Integer.parseInt(offsets.group(1)));
            from.put(partition, Long.valueOf(offsets.group(2)));
            until.put(partition, Long.valueOf(offsets.group(3)));
        }
        return new TopicRange(from, until, 0);
    }

    /** Returns the first and the end offset of each partition, such as {@code 0: 0-650, 1: 20-700}. */
    public String toText() {
        return until.keySet().stream()
                .sorted(Comparator.comparingInt(TopicPartition::partition))
                .map(partition -> partition.partition() + ": " + offsets(partition))
                .collect(Collectors.joining(", "));
    }

    private String offsets(TopicPartition partition) {
        return from(partition) + "-" + until(partition);
    }

    private long from(TopicPartition partition) {
        return from.getOrDefault(partition, until(partition));
    }

    private long until(TopicPartition partition) {
        return until.getOrDefault(partition, 0L);
    }

    /**
     * Checks that all offsets of this range are among those that the topic holds.
     *
     * @throws IOException naming the first partition that does not hold them, or if the broker cannot be reached
     */
    public void requireHeld(KafkaTopic topic) throws IOException {
        TopicRange held = toLatest(topic, StartOffsets.EARLIEST);
        for (TopicPartition partition : until.keySet()) {
            boolean isHeld = held.from(partition) <= from(partition) && until(partition) <= held.until(partition);
            if (!isHeld && from(partition) < until(partition)) {
                throw new IOException("the run reads the offsets " + offsets(partition) + " of partition "
                        + partition.partition() + " of " + topic + ", which now holds " + held.offsets(partition));
            }
        }
    }

    /** Returns the number of offsets in the range, an upper bound of the messages: transactions and compaction leave gaps. */
    public long size() {
        return distance(from, until);
    }

    /** Returns a sentence about messages that are not read; empty if all are read. */
    public Optional<String> notice(KafkaTopic topic) {
        return uncommitted == 0
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "%s: %,d message%s not read: a transaction before %s is still open.",
                        topic,
                        uncommitted,
                        uncommitted == 1 ? " is" : "s are",
                        uncommitted == 1 ? "it" : "them"));
    }

    private static long distance(Map<TopicPartition, Long> from, Map<TopicPartition, Long> until) {
        return until.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - from.getOrDefault(end.getKey(), end.getValue())))
                .sum();
    }

    private static Map<TopicPartition, Long> atTime(
            Admin admin, List<TopicPartition> partitions, Instant time, Map<TopicPartition, Long> latest)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> found =
                offsets(admin, partitions, OffsetSpec.forTimestamp(time.toEpochMilli()), new ListOffsetsOptions());
        found.replaceAll((partition, offset) -> offset < 0 ? latest.getOrDefault(partition, 0L) : offset);
        return found;
    }

    private static Map<TopicPartition, Long> offsets(
            Admin admin, List<TopicPartition> partitions, OffsetSpec spec, ListOffsetsOptions options)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> specs =
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> spec));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        admin.listOffsets(specs, options)
                .all()
                .get()
                .forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    private static Map<TopicPartition, Long> committed(KafkaTopic topic, Admin admin, List<TopicPartition> partitions)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> offsets = offsets(admin, partitions, OffsetSpec.earliest(), new ListOffsetsOptions());
        admin.listConsumerGroupOffsets(topic.group())
                .partitionsToOffsetAndMetadata()
                .get()
                .forEach((partition, offset) -> {
                    if (offset != null) {
                        offsets.replace(partition, offset.offset());
                    }
                });
        return offsets;
    }
}
