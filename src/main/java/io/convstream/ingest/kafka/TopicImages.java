package io.convstream.ingest.kafka;

import io.convstream.image.ImageSet;
import io.convstream.image.RawRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Image set of the messages that a topic held when the set was created, by partition and offset. An open set holds all
 * images in memory: it is meant for held-out images.
 *
 * @param range the messages in the set
 * @param size the number of images
 * @param classNames in label order
 */
public record TopicImages(KafkaTopic topic, TopicRange range, long size, List<String> classNames) implements ImageSet {

    /**
     * Returns the set of all messages of a topic. Class names are read from the header {@value ImageMessage#CLASS}, if
     * present.
     *
     * @throws IOException if the broker cannot be reached, or the topic does not exist or is empty
     */
    public static TopicImages of(KafkaTopic topic) throws IOException {
        TopicRange range = TopicRange.toLatest(topic, StartOffsets.EARLIEST);
        var classes = new TopicClasses(topic);
        long[] size = new long[1];
        TopicReader.read(topic, range, message -> {
            size[0]++;
            classes.add(message);
        });
        if (size[0] == 0) {
            throw new IOException(
                    range.notice(topic).orElse(topic + " is empty: feed it first (convstream feed --held-out)"));
        }
        return new TopicImages(topic, range, size[0], classes.names());
    }

    /** Returns sentences for the user about messages that are not in the set. */
    public List<String> notices() {
        return range.notice(topic).stream().toList();
    }

    @Override
    public boolean knowsAllClasses() {
        return false;
    }

    @Override
    public Reader open() throws IOException {
        Map<Integer, List<Entry>> partitions = new TreeMap<>();
        TopicReader.read(
                topic,
                range,
                message -> partitions
                        .computeIfAbsent(message.partition(), partition -> new ArrayList<>())
                        .add(entry(message)));
        List<Entry> entries = partitions.values().stream().flatMap(List::stream).toList();
        if (entries.size() != size) {
            throw new IOException(topic + " held " + size + " images when the job was created and now only "
                    + entries.size() + ": increase its retention to keep held-out images");
        }
        return new Reader() {
            @Override
            public Entry read(long position) {
                return entries.get(Math.toIntExact(position));
            }

            @Override
            public void close() {}
        };
    }

    static Entry entry(ConsumerRecord<byte[], byte[]> message) {
        RawRecord record = ImageMessage.read(message, 0);
        return new Entry(record.format(), record.content(), record.label(), record.origin());
    }
}
