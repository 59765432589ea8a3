package io.convstream.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** JSON files of a run, whose field {@code version} is that of their format. */
public final class JsonFile {

    private JsonFile() {}

    /**
     * Reads a file.
     *
     * @param version the only version that is read
     * @param writer the convstream that reads other versions, such as "the convstream that wrote it"
     * @throws JsonProcessingException if it is no such file
     * @throws IOException in one sentence, if it has another version
     */
    public static <T> T read(StoragePath file, Class<T> type, int version, String writer) throws IOException {
        try (InputStream in = file.open()) {
            JsonNode json = JsonLines.MAPPER.readTree(in);
            int found = json.path("version").asInt();
            if (found != version) {
                throw new IOException(file + " is of version " + found + ", but this convstream reads version "
                        + version + ": use " + writer);
            }
            return JsonLines.MAPPER.treeToValue(json, type);
        }
    }

    /**
     * Replaces a file.
     *
     * @throws IOException with the path, if it cannot be written
     */
    public static void write(StoragePath file, Object content) throws IOException {
        String json = JsonLines.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(content);
        file.replace(out -> out.write((json + "\n").getBytes(StandardCharsets.UTF_8)));
    }
}
