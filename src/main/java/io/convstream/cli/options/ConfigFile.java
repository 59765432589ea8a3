package io.convstream.cli.options;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.convstream.failure.UsageException;
import io.convstream.storage.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A YAML file of options: {@code name: value}, names without dashes; a list repeats an option.
 *
 * <p>Picocli's argument files do not yield to the command line and report no line numbers; its
 * {@code PropertiesDefaultProvider} accepts unknown names and has no lists.
 *
 * @param entries by name, in the file's order
 */
record ConfigFile(Path path, Map<String, Entry> entries) {

    /** @param line of the name, from 1 */
    record Entry(int line, List<String> values) {}

    /**
     * Reads a file.
     *
     * @throws UsageException naming file and line if it is unreadable or has another form
     */
    static ConfigFile read(Path path) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        ConfigFile file = new ConfigFile(path, entries);
        if (!Files.isRegularFile(path)) {
            throw new UsageException("--config " + path + " is not a file");
        }
        try (JsonParser parser = new YAMLFactory().createParser(TextFile.read(path))) {
            JsonToken start = parser.nextToken();
            if (start != null && start != JsonToken.START_OBJECT) {
                throw file.error(parser.currentTokenLocation().getLineNr(), "expected 'name: value'");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                int line = parser.currentTokenLocation().getLineNr();
                String name = parser.currentName();
                parser.nextToken();
                if (entries.put(name, new Entry(line, file.values(parser, name, line))) != null) {
                    throw file.error(line, "'" + name + "' is given twice");
                }
            }
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new UsageException(
                    file.place(line)
                            + e.getOriginalMessage().lines().findFirst().orElse("not YAML"),
                    e);
        } catch (IOException e) {
            throw new UsageException("--config: " + e.getMessage(), e);
        }
        return file;
    }

    /** File and line, as the start of an error message. */
    String place(int line) {
        return path + ", line " + line + ": ";
    }

    private UsageException error(int line, String sentence) {
        return new UsageException(place(line) + sentence);
    }

    private List<String> values(JsonParser parser, String name, int line) throws IOException {
        List<String> values = new ArrayList<>();
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                values.add(scalar(parser, name, line));
            }
        } else {
            values.add(scalar(parser, name, line));
        }
        return values;
    }

    private String scalar(JsonParser parser, String name, int line) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null || !token.isScalarValue() || token == JsonToken.VALUE_NULL) {
            throw error(line, "'" + name + "' must have one value or a list of values");
        }
        return parser.getText();
    }
}
