package io.convstream.rollout;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.convstream.event.JsonLines;
import io.convstream.event.ModelAnnouncement;
import io.convstream.ingest.kafka.KafkaTopic;
import io.convstream.ingest.kafka.TopicTail;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The models that a training job announces in its topic of events; other messages are ignored. */
final class TopicAnnouncements implements Announcements {

    private static final Logger LOG = LoggerFactory.getLogger(TopicAnnouncements.class);
    private static final String NAME = "announcements";
    private static final byte[] MODEL = "{\"type\":\"model\"".getBytes(StandardCharsets.UTF_8);
    private static final ObjectReader JSON = JsonLines.MAPPER
            .readerFor(ModelAnnouncement.class)
            .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final TopicTail tail;

    TopicAnnouncements(KafkaTopic topic, Map<String, String> progress) throws IOException {
        tail = new TopicTail(topic, TopicOffsets.of(NAME, progress));
    }

    @Override
    public List<Announcement> poll(Duration patience) throws IOException {
        List<Announcement> found = new ArrayList<>();
        List<ConsumerRecord<byte[], byte[]>> messages = tail.poll(patience);
        while (!messages.isEmpty() || !tail.isAtEnd()) {
            messages.forEach(message -> announcement(message).ifPresent(found::add));
            messages = tail.poll(patience);
        }
        return found;
    }

    private static Optional<Announcement> announcement(ConsumerRecord<byte[], byte[]> message) {
        byte[] value = message.value();
        if (value == null
                || value.length < MODEL.length
                || !Arrays.equals(value, 0, MODEL.length, MODEL, 0, MODEL.length)) {
            return Optional.empty();
        }
        try {
            ModelAnnouncement model = JSON.readValue(value);
            return Optional.of(new Announcement(
                    model.model(),
                    model.path(),
                    new Version(
                            model.step(),
                            model.precision(),
                            model.fileSha256(),
                            model.time().toEpochMilli())));
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "message {} of partition {} of topic {} is no announcement of a model: {}",
                    message.offset(),
                    message.partition(),
                    message.topic(),
                    e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public Map<String, String> progress() throws IOException {
        return TopicOffsets.progress(NAME, tail.positions());
    }

    @Override
    public void close() {
        tail.close();
    }
}
