package io.convstream.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.convstream.rollout.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema.KafkaSinkContext;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PredictionMessageTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void aMessageConformsToTheSchema() throws IOException {
        for (long step : new long[] {7, -1}) {
            JsonNode json = JSON.readTree(PredictionMessage.value(prediction(step, null, new RecordHeaders())));
            assertThat(schema().validate(json)).isEmpty();
        }
    }

    @Test
    void keyAndHeadersAreThoseOfTheImageAndTheLatencyIsItsOwn() {
        var headers = new RecordHeaders();
        headers.add("camera", bytes("left"));
        headers.add("camera", bytes("right"));
        headers.add("empty", null);
        headers.add(PredictionMessage.LATENCY, bytes("of another service"));
        ProducerRecord<byte[], byte[]> message = new PredictionMessage("predictions")
                .serialize(prediction(7, bytes("key"), headers), new NoContext(), 0L);
        assertThat(message.key()).isEqualTo(bytes("key"));
        assertThat(message.headers().headers("camera"))
                .extracting(header -> new String(header.value(), StandardCharsets.UTF_8))
                .containsExactly("left", "right");
        assertThat(message.headers().lastHeader("empty").value()).isNull();
        assertThat(message.headers().headers(PredictionMessage.LATENCY))
                .singleElement()
                .satisfies(header -> assertThat(Long.parseLong(new String(header.value(), StandardCharsets.UTF_8)))
                        .isPositive());
    }

    @Test
    void theValueHoldsNoTimeOfThePrediction() {
        Prediction prediction = prediction(7, null, new RecordHeaders());
        assertThat(new String(PredictionMessage.value(prediction), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"type\":\"prediction\",\"version\":1,\"topic\":\"images\",\"partition\":2,\"offset\":11,"
                                + "\"timestamp\":\"1970-01-01T00:00:01.500Z\",\"model\":\"m\",\"step\":7,\"sha256\":\""
                                + "ab".repeat(32) + "\",\"candidate\":true,\"ageSeconds\":0.5,\"ageSteps\":3,"
                                + "\"classes\":[{\"class\":\"cat\",\"probability\":0.75},{\"class\":\"dog\",\"probability\":0.1}]}");
    }

    private static Prediction prediction(long step, byte @Nullable [] key, RecordHeaders headers) {
        return new Prediction(
                "m",
                new Version(step, 0.5, "ab".repeat(32), 1000),
                true,
                "images",
                2,
                11,
                1500,
                step < 0 ? -1 : 3,
                new String[] {"cat", "dog"},
                new float[] {0.75f, 0.1f},
                key,
                MessageHeaders.encode(headers));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static JsonSchema schema() throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("docs", "predictions.schema.json")));
    }

    private record NoContext() implements KafkaSinkContext {

        @Override
        public int getParallelInstanceId() {
            return 0;
        }

        @Override
        public int getNumberOfParallelInstances() {
            return 1;
        }

        @Override
        public int[] getPartitionsForTopic(String topic) {
            return new int[] {0};
        }
    }
}
