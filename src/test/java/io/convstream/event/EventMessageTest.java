package io.convstream.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.convstream.evaluate.Evaluation;
import java.io.IOException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class EventMessageTest {

    private static final int KAFKA_DEFAULT_BYTES = 1_048_588;

    @Test
    void anEvaluationOfAThousandClassesFitsIntoAMessageWithoutItsMatrices() throws IOException {
        Evaluation evaluation = Events.evaluation(1_000);
        byte[] value = message(evaluation, KAFKA_DEFAULT_BYTES);
        assertThat(JsonLines.line(evaluation).length()).isGreaterThan(4_000_000);
        assertThat(value.length).isLessThan(EventMessage.minBytes(1_000)).isLessThan(KAFKA_DEFAULT_BYTES);
        JsonNode event = EventSchemaTest.valid(value);
        for (String score : new String[] {"newest", "ema"}) {
            assertThat(event.get(score).has("confusionMatrix")).isFalse();
            assertThat(event.get(score).get("confusionMatrixOmitted").asText())
                    .matches(
                            "with the confusion matrices the message would have 4\\d{6} bytes, the topic allows 1048588");
            assertThat(event.get(score).get("recallByClass")).hasSize(1_000);
        }
    }

    @Test
    void theMatricesAreKeptIfTheTopicAllowsIt() throws IOException {
        JsonNode event = EventSchemaTest.valid(message(Events.evaluation(1_000), 6_000_000));
        assertThat(event.get("newest").get("confusionMatrix")).hasSize(1_000_000);
        assertThat(event.get("newest").has("confusionMatrixOmitted")).isFalse();
    }

    @Test
    void anEventOfFewClassesEqualsTheLineInTheFile() throws IOException {
        assertThat(message(Events.evaluation(), KAFKA_DEFAULT_BYTES))
                .isEqualTo(JsonLines.line(Events.evaluation()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(new ObjectMapper()
                        .readTree(message(Events.evaluation(200), KAFKA_DEFAULT_BYTES))
                        .get("newest")
                        .get("confusionMatrix"))
                .hasSize(40_000);
    }

    @SuppressWarnings("NullAway") // the serializer does not use the context
    private static byte[] message(Evaluation evaluation, int maxBytes) {
        ProducerRecord<byte[], byte[]> message =
                new EventMessage("events", maxBytes).serialize(Event.of(evaluation), null, 0L);
        assertThat(message.topic()).isEqualTo("events");
        return message.value();
    }
}
