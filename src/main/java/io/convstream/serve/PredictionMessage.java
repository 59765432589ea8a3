package io.convstream.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.convstream.event.TopicMessage;
import io.convstream.rollout.Version;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Serializes a prediction as a Kafka message: a JSON object with the key and the headers of the image's message. The value depends
 * on the image and the model only, so a repeated prediction has the same bytes; the latency is a header.
 */
public final class PredictionMessage extends TopicMessage<Prediction> {

    /** Header: the time from the image's timestamp to the prediction, in milliseconds. */
    public static final String LATENCY = "latency-ms";

    static final int VERSION = 1;

    private static final long serialVersionUID = 1;
    private static final JsonFactory JSON = new JsonFactory();
    private static final int BYTES = 512;
    private static final double MILLIS = 1000;

    public PredictionMessage(String topic) {
        super(topic);
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(Prediction prediction, KafkaSinkContext context, Long timestamp) {
        long now = System.currentTimeMillis();
        var message = new ProducerRecord<>(topic(), null, now, prediction.key(), value(prediction));
        MessageHeaders.decode(prediction.headers(), message.headers());
        String latency = String.valueOf(Math.max(0, now - prediction.timestamp()));
        message.headers().remove(LATENCY).add(LATENCY, latency.getBytes(StandardCharsets.UTF_8));
        return message;
    }

    static byte[] value(Prediction prediction) {
        var bytes = new ByteArrayOutputStream(BYTES);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("type", "prediction");
            json.writeNumberField("version", VERSION);
            json.writeStringField("topic", prediction.topic());
            json.writeNumberField("partition", prediction.partition());
            json.writeNumberField("offset", prediction.offset());
            json.writeStringField(
                    "timestamp", Instant.ofEpochMilli(prediction.timestamp()).toString());
            json.writeStringField("model", prediction.model());
            writeVersion(prediction, json);
            json.writeArrayFieldStart("classes");
            for (int i = 0; i < prediction.classes().length; i++) {
                json.writeStartObject();
                json.writeStringField("class", prediction.classes()[i]);
                json.writeNumberField("probability", prediction.probabilities()[i]);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // not into a byte array
        }
        return bytes.toByteArray();
    }

    private static void writeVersion(Prediction prediction, JsonGenerator json) throws IOException {
        Version version = prediction.version();
        if (version.step() < 0) {
            json.writeNullField("step");
        } else {
            json.writeNumberField("step", version.step());
        }
        json.writeStringField("sha256", version.sha256());
        json.writeBooleanField("candidate", prediction.candidate());
        // Negative for images from before the model was announced.
        json.writeNumberField("ageSeconds", (prediction.timestamp() - version.announced()) / MILLIS);
        if (prediction.ageSteps() < 0) {
            json.writeNullField("ageSteps");
        } else {
            json.writeNumberField("ageSteps", prediction.ageSteps());
        }
    }
}
