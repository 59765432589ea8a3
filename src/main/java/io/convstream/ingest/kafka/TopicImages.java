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
 * The images that a topic held when the set was made, partition by partition in the order of their offsets. An open
 * set has them all in memory: this is for held-out images, which are few.
 *
 * @param size how many there are
 */
public record TopicImages(KafkaTopic topic, TopicRange range, long size, List<String> classNames) implements ImageSet {

    /**
     * All that a topic holds. The names of the classes are those of the header {@value ImageMessage#CLASS}, if messages
     * have it.
     *
     * @throws IOException where the broker can't be reached, there is no such topic or nothing in it
     */
    public static TopicImages of(KafkaTopic topic) throws IOException {
        TopicRange range = TopicRange.untilNow(topic, StartOffsets.EARLIEST);
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

    /** What of the topic is not in the set and why, in sentences. */
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
            throw new IOException(topic + " held " + size + " images when the job was made and now only "
                    + entries.size() + " of them: its retention is too short for held-out images");
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
