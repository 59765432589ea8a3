package io.convstream.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.image.Origin;
import io.convstream.prepare.DeadLetter;
import io.convstream.prepare.decode.BadRecordReason;
import io.convstream.train.TrainFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class JsonLinesTest {

    @Test
    void writesTypeAndVersionThenTheComponentsInOrder() {
        assertThat(JsonLines.line(Event.of(Events.step(10, Events.START, Double.NaN))))
                .isEqualTo("{\"type\":\"step\",\"version\":2,\"model\":\"tutorial\",\"step\":10,\"epoch\":1,"
                        + "\"images\":1408,\"batchSize\":128,\"time\":\"2026-11-24T14:03:11Z\",\"learningRate\":0.1,"
                        + "\"loss\":null,\"crossEntropy\":2.3,\"regularizationLoss\":2.37,\"emaLoss\":4.6,"
                        + "\"emaCrossEntropy\":2.3,\"emaRegularizationLoss\":2.3,\"gradientNorm\":1.5,\"precision\":0.25,"
                        + "\"imagesPerSecond\":533.8}");
    }

    @Test
    void writesEvaluationsFailuresAndDeadLetters() {
        assertThat(JsonLines.line(Event.of(Events.evaluation())))
                .startsWith("{\"type\":\"evaluation\",\"version\":2,")
                .contains("\"trigger\":\"CHECKPOINT\"")
                .contains(
                        "\"newest\":{\"precision\":0.852,\"loss\":0.5,\"images\":4,\"recallByClass\":[0.6666666666666666,1.0],\"confusionMatrix\":[2,1,0,1]}")
                .doesNotContain("best");
        assertThat(JsonLines.line(new TrainFailure("m", 1, 0.1, 2, 3, Events.START, "a \"quoted\"\nsentence")))
                .startsWith("{\"type\":\"failure\"")
                .contains("a \\\"quoted\\\"\\nsentence");
        assertThat(JsonLines.line(new DeadLetter(
                        BadRecordReason.EMPTY, "empty", new byte[] {1, 2}, -1, new Origin("topic", 2, 5, -1), 9)))
                .isEqualTo("{\"type\":\"dead-letter\",\"version\":2,\"reason\":\"EMPTY\",\"message\":\"empty\","
                        + "\"content\":\"AQI=\",\"label\":-1,\"origin\":{\"source\":\"topic\",\"partition\":2,"
                        + "\"position\":5,\"byteOffset\":-1},\"sequence\":9,\"key\":null}");
    }

    @Test
    void endsEncodedLinesWithALineFeed() throws IOException {
        var lines = new JsonLines<Event>();
        Event event = Event.of(Events.evaluation());
        var out = new ByteArrayOutputStream();
        lines.encode(event, out);
        assertThat(out.toString(UTF_8)).isEqualTo(new String(lines.serialize(event), UTF_8) + "\n");
    }

    @Test
    void refusesOtherObjects() {
        assertThatThrownBy(() -> JsonLines.line("text")).hasMessageContaining("java.lang.String");
    }
}
