package io.convstream.publish;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.convstream.prepare.DeadLetter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.flink.api.common.serialization.Encoder;

/**
 * Writes records as JSON, one a line: {@code type} and {@code version} first, then the record's own fields; instants as
 * ISO-8601 texts, bytes as Base64.
 */
final class JsonLines {

    private static final int VERSION = 1;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private JsonLines() {}

    static Encoder<Event> events() {
        return (event, out) -> {
            if (event.step() != null) {
                write("step", event.step(), out);
            }
            if (event.evaluation() != null) {
                write("evaluation", event.evaluation(), out);
            }
            if (event.failure() != null) {
                write("failure", event.failure(), out);
            }
        };
    }

    static Encoder<DeadLetter> deadLetters() {
        return (letter, out) -> write("dead-letter", letter, out);
    }

    /** When the first event of a file happened: evaluations and steps carry {@code time}, and so do failures. */
    static Instant firstTime(Path file) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            return Instant.parse(MAPPER.readTree(lines.readLine()).get("time").asText());
        }
    }

    private static void write(String type, Object part, OutputStream out) throws IOException {
        ObjectNode line = MAPPER.createObjectNode().put("type", type).put("version", VERSION);
        line.setAll((ObjectNode) MAPPER.valueToTree(part));
        out.write(MAPPER.writeValueAsBytes(line));
        out.write('\n');
    }
}
