package io.convstream.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.convstream.evaluate.Evaluation;
import java.io.IOException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class EventMessageTest {

    private static final int KAFKAS_DEFAULT = 1_048_588;

    @Test
    void an_evaluation_of_a_thousand_classes_fits_into_a_message_without_its_matrices() throws IOException {
        Evaluation evaluation = Events.evaluation(1_000);
        byte[] value = message(evaluation, KAFKAS_DEFAULT);
        assertThat(JsonLines.line(evaluation).length()).isGreaterThan(4_000_000);
        assertThat(value.length).isLessThan(EventMessage.leastBytes(1_000)).isLessThan(KAFKAS_DEFAULT);
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
    void it_keeps_them_if_the_topic_allows_it() throws IOException {
        JsonNode event = EventSchemaTest.valid(message(Events.evaluation(1_000), 6_000_000));
        assertThat(event.get("newest").get("confusionMatrix")).hasSize(1_000_000);
        assertThat(event.get("newest").has("confusionMatrixOmitted")).isFalse();
    }

    @Test
    void an_event_of_few_classes_is_the_line_of_the_file() throws IOException {
        assertThat(message(Events.evaluation(), KAFKAS_DEFAULT))
                .isEqualTo(JsonLines.line(Events.evaluation()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(new ObjectMapper()
                        .readTree(message(Events.evaluation(200), KAFKAS_DEFAULT))
                        .get("newest")
                        .get("confusionMatrix"))
                .hasSize(40_000);
    }

    @SuppressWarnings("NullAway") // the message needs nothing of Kafka's context
    private static byte[] message(Evaluation evaluation, int largest) {
        ProducerRecord<byte[], byte[]> message =
                new EventMessage("events", largest).serialize(Event.of(evaluation), null, 0L);
        assertThat(message.topic()).isEqualTo("events");
        return message.value();
    }
}
