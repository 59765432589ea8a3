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

/** Idempotent producer of image messages. */
public final class TopicFeeder implements AutoCloseable {

    /** Batches of 80 CIFAR records; with the default of 5, requests dominate the time. */
    private static final int BATCH_BYTES = 256 << 10;

    private static final int LINGER_MILLIS = 20;
    private static final int MAX_REQUEST_BYTES = 12 << 20;
    /** Time for which images wait for an unavailable broker. */
    private static final int TIMEOUT_MILLIS = 300_000;

    private final KafkaTopic topic;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final AtomicLong tooLarge = new AtomicLong();
    private final AtomicReference<String> firstTooLarge = new AtomicReference<>();

    /**
     * Creates a producer.
     *
     * @throws IOException if the properties of the topic are no valid producer configuration
     */
    public TopicFeeder(KafkaTopic topic) throws IOException {
        this.topic = topic;
        Properties properties = topic.clientProperties();
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT_MILLIS);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
        try {
            this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        } catch (KafkaException e) {
            throw KafkaFailure.of(topic, "connect", e);
        }
    }

    /**
     * Sends an image asynchronously.
     *
     * @throws IOException if this image or an earlier one was rejected
     */
    public void send(ImageSet.Entry image) throws IOException {
        send(image, List.of());
    }

    /**
     * Sends an image asynchronously, with its class name as a header.
     *
     * @param classNames in label order
     * @throws IOException if this image or an earlier one was rejected
     */
    @SuppressWarnings("FutureReturnValueIgnored") // The callback records failures.
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
            producer.send(message, (metadata, exception) -> recordResult(source, exception));
        } catch (KafkaException | IllegalStateException e) {
            throw failed(e);
        }
    }

    private void recordResult(String source, @Nullable Exception exception) {
        if (exception instanceof RecordTooLargeException) {
            tooLarge.incrementAndGet();
            firstTooLarge.compareAndSet(null, source + ": " + exception.getMessage());
        } else {
            failure.compareAndSet(null, exception);
        }
    }

    /** Returns the number of images larger than the topic allows; complete after {@link #flush}. */
    public long tooLarge() {
        return tooLarge.get();
    }

    /** Returns the origin of the first image that was too large, and why. */
    public Optional<String> firstTooLarge() {
        return Optional.ofNullable(firstTooLarge.get());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Waits until all images are stored.
     *
     * @throws IOException if an image was rejected
     */
    public void flush() throws IOException {
        producer.flush();
        check();
    }

    private void check() throws IOException {
        Exception exception = failure.get();
        if (exception != null) {
            throw failed(exception);
        }
    }

    private IOException failed(Exception e) {
        return KafkaFailure.of(topic, "send images (those sent before may have arrived)", e);
    }

    @Override
    public void close() {
        producer.close();
    }
}
