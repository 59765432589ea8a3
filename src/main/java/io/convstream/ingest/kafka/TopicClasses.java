package io.convstream.ingest.kafka;

import io.convstream.image.ClassNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** Collector of the class names in the header {@value ImageMessage#CLASS} of a topic's messages. */
public final class TopicClasses {

    /** Number of slices per partition that are sampled. */
    private static final int SLICES = 5;
    /** Messages per slice. */
    private static final int SLICE_SIZE = 100;

    private final KafkaTopic topic;
    private final Map<Integer, String> names = new TreeMap<>();

    TopicClasses(KafkaTopic topic) {
        this.topic = topic;
    }

    /**
     * Reads class names from a sample of the messages, spread evenly over each partition.
     *
     * @return names in label order, blank if only the label is known; empty if no message has a name
     * @throws IOException if the broker cannot be reached
     * @throws IllegalArgumentException if messages disagree on a name
     */
    public static List<String> sample(KafkaTopic topic) throws IOException {
        TopicRange all = TopicRange.toLatest(topic, StartOffsets.EARLIEST);
        var classes = new TopicClasses(topic);
        if (all.size() <= SLICES * SLICE_SIZE) {
            TopicReader.read(topic, all, classes::add);
            return classes.names();
        }
        for (int slice = 0; slice < SLICES; slice++) {
            TopicReader.read(topic, slice(all, slice), classes::add);
        }
        return classes.names();
    }

    private static TopicRange slice(TopicRange all, int slice) {
        Map<TopicPartition, Long> from = new HashMap<>();
        Map<TopicPartition, Long> until = new HashMap<>();
        all.until().forEach((partition, end) -> {
            long first = all.from().getOrDefault(partition, end);
            long last = Math.max(first, end - SLICE_SIZE);
            long start = first + (last - first) * slice / (SLICES - 1);
            from.put(partition, start);
            until.put(partition, Math.min(end, start + SLICE_SIZE));
        });
        return new TopicRange(from, until, 0);
    }

    /** @throws IllegalArgumentException if an earlier message has another name for the same label */
    void add(ConsumerRecord<byte[], byte[]> message) {
        Header header = message.headers().lastHeader(ImageMessage.CLASS);
        int label = TopicImages.entry(message).effectiveLabel();
        if (header == null || header.value() == null || label < 0 || label >= ClassNames.MAX_CLASSES) {
            return;
        }
        String name = new String(header.value(), StandardCharsets.UTF_8);
        String before = names.putIfAbsent(label, name);
        if (before != null && !before.equals(name)) {
            throw new IllegalArgumentException(topic + " holds images of two class sets: label " + label + " is "
                    + before
                    + " in one message and " + name + " in the message at offset " + message.offset() + " of partition "
                    + message.partition() + "; feed each data set into its own topic");
        }
    }

    List<String> names() {
        int maxLabel = names.keySet().stream().reduce(-1, Math::max);
        return IntStream.rangeClosed(0, maxLabel)
                .mapToObj(label -> names.getOrDefault(label, ""))
                .toList();
    }
}
