package io.convstream.ingest.kafka;

import io.convstream.image.ImageSet;
import io.convstream.image.RecordFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Publishes images to a topic, each once: the producer is idempotent. */
public final class TopicFeeder implements AutoCloseable {

    /** Batches of 80 CIFAR records: with the default of 5 the time goes into requests. */
    private static final int BATCH_BYTES = 256 << 10;

    private static final int LINGER_MILLIS = 20;
    private static final int LARGEST_REQUEST = 12 << 20;
    /** A broker may be away for so long: images wait for it. */
    private static final int PATIENCE_MILLIS = 300_000;

    private final KafkaTopic topic;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final AtomicLong tooLarge = new AtomicLong();
    private final AtomicReference<String> firstTooLarge = new AtomicReference<>();

    /**
     * Connects an idempotent producer.
     *
     * @throws IOException if the topic's properties are no configuration of a producer
     */
    public TopicFeeder(KafkaTopic topic) throws IOException {
        this.topic = topic;
        Properties properties = topic.clientProperties();
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        try {
            this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        } catch (KafkaException e) {
            throw KafkaFailure.of(topic, "connect", e);
        }
    }

    /**
     * Sends an image; returns before it has arrived.
     *
     * @throws IOException where this one or one before it was refused
     */
    public void send(ImageSet.Entry image) throws IOException {
        send(image, List.of());
    }

    /** The same, with the name of the image's class as a header; {@code classNames} in label order. */
    @SuppressWarnings("FutureReturnValueIgnored") // The callback keeps what went wrong.
    public void send(ImageSet.Entry image, List<String> classNames) throws IOException {
        check();
        ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(topic.name(), image.content());
        if (image.format() != RecordFormat.CIFAR) {
            message.headers().add(ImageMessage.LABEL, bytes(String.valueOf(image.label())));
        }
        int label = image.effectiveLabel();
        if (label >= 0 && label < classNames.size() && !classNames.get(label).isBlank()) {
            message.headers().add(ImageMessage.CLASS, bytes(classNames.get(label)));
        }
        try {
            String source = image.origin().source();
            producer.send(message, (sent, refused) -> answered(source, refused));
        } catch (KafkaException | IllegalStateException e) {
            throw refused(e);
        }
    }

    private void answered(String source, @Nullable Exception refused) {
        if (refused instanceof RecordTooLargeException) {
            tooLarge.incrementAndGet();
            firstTooLarge.compareAndSet(null, source + ": " + refused.getMessage());
        } else {
            failure.compareAndSet(null, refused);
        }
    }

    /** How many images were larger than the topic allows; after a {@link #flush} of all. */
    public long tooLarge() {
        return tooLarge.get();
    }

    /** Where the first of them came from. */
    public Optional<String> firstTooLarge() {
        return Optional.ofNullable(firstTooLarge.get());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Waits until all has arrived.
     *
     * @throws IOException where an image was refused
     */
    public void flush() throws IOException {
        producer.flush();
        check();
    }

    private void check() throws IOException {
        Exception refused = failure.get();
        if (refused != null) {
            throw refused(refused);
        }
    }

    private IOException refused(Exception e) {
        return KafkaFailure.of(topic, "send images (those sent before may have arrived)", e);
    }

    @Override
    public void close() {
        producer.close();
    }
}
