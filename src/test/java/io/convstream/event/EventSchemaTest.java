package io.convstream.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.convstream.change.ClassRecall;
import io.convstream.drift.DetectorType;
import io.convstream.drift.Level;
import io.convstream.image.Origin;
import io.convstream.prepare.DeadLetter;
import io.convstream.prepare.decode.BadRecordReason;
import io.convstream.train.TrainFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Events conform to docs/events.schema.json. */
class EventSchemaTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<Object> events() {
        return Stream.of(
                Events.step(10, Events.START, Double.NaN),
                Events.evaluation(),
                new TrainFailure("m", 1, 0.1, 2, 3, Events.START, "a sentence"),
                Events.announcement(),
                Events.change(7),
                new DeploymentEvent(3, "m", true, "a sentence", Events.START, Events.START, 7L, "ab", null, null, 0),
                new ShiftEvent("m", "brightness", 0.3, 0.1, 1000, 100, 120, Events.START),
                new PrecisionEvent(
                        "m",
                        7L,
                        320,
                        0.9,
                        0.3,
                        0.8,
                        0.5,
                        DetectorType.ADWIN,
                        Level.DRIFT,
                        0.9,
                        null,
                        Events.START,
                        List.of(new ClassRecall("cat", 0.9, 0.8, 0.7))),
                new DeadLetter(BadRecordReason.EMPTY, "empty", new byte[0], -1, new Origin("topic", 2, 5, -1), 9));
    }

    @ParameterizedTest
    @MethodSource("events")
    void everyEventConformsToTheSchema(Object event) throws IOException {
        ObjectNode line = (ObjectNode) JSON.readTree(JsonLines.line(event));
        assertThat(schema().validate(line)).isEmpty();
        for (String field : line.deepCopy()
                .propertyStream()
                .map(java.util.Map.Entry::getKey)
                .toList()) {
            assertThat(schema().validate(line.deepCopy().without(field)))
                    .describedAs("without %s", field)
                    .isNotEmpty();
        }
    }

    @Test
    void anUnknownFieldIsTolerated() throws IOException {
        ObjectNode line = (ObjectNode) JSON.readTree(JsonLines.line(Events.evaluation()));
        assertThat(schema().validate(line.put("newInALaterVersion", 1))).isEmpty();
    }

    /** An event that the schema allows. */
    static ObjectNode valid(byte[] line) throws IOException {
        ObjectNode event = (ObjectNode) JSON.readTree(line);
        assertThat(schema().validate(event)).isEmpty();
        return event;
    }

    private static JsonSchema schema() throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("docs", "events.schema.json")));
    }
}
