package io.convstream.labels;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.convstream.event.JsonLines;
import io.convstream.serve.AnsweredImage;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Converts a message to a label. Its key is that of the image's message; its value is JSON with the field {@code label}, or the
 * class's name or index alone.
 */
public final class LabelDeserializer implements KafkaRecordDeserializationSchema<Label> {

    private static final long serialVersionUID = 1;

    private static final String FIELD = "label";

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> message, Collector<Label> out) {
        byte[] value = message.value() == null ? new byte[0] : message.value();
        String name = "";
        String problem = null;
        try {
            name = name(new String(value, StandardCharsets.UTF_8).strip());
        } catch (IllegalArgumentException e) {
            problem = e.getMessage();
        }
        out.collect(new Label(
                message.key() == null ? "" : AnsweredImage.key(message.key()),
                message.timestamp(),
                message.topic(),
                message.partition(),
                message.offset(),
                value,
                name,
                problem));
    }

    private static String name(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException(
                    "the label is empty: send the class's name or index, or {\"label\": \"NAME\"}");
        }
        if (!text.startsWith("{")) {
            return text;
        }
        try {
            JsonNode label = JsonLines.MAPPER.readTree(text).get(FIELD);
            if (label != null && (label.isTextual() || label.isIntegralNumber())) {
                return label.asText().strip();
            }
            throw new IllegalArgumentException(
                    "the JSON has no field 'label' with a class's name or index: send {\"label\": \"NAME\"}");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the label is no valid JSON: send {\"label\": \"NAME\"}", e);
        }
    }

    @Override
    public TypeInformation<Label> getProducedType() {
        return TypeInformation.of(Label.class);
    }
}
