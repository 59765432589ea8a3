package io.convstream.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run.json} and {@code attempts.json} conform to their schemas in {@code docs}. */
public class RunSchemaTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void aDescriptionConformsAndEachOfItsFieldsIsRequired() throws IOException {
        Path file = folder.resolve("run.json");
        RunDescriptionTest.description().write(StoragePath.of(file));
        requireEachField("run", (ObjectNode) JSON.readTree(file.toFile()));
    }

    @Test
    void theAttemptsOfARunConformAndEachOfTheirFieldsIsRequired() throws IOException {
        RunFolder run = new RunFolder(StoragePath.of(folder));
        var identity = new RunIdentity("2f1a7a0e-6a57-4a8e-9a63-0c1d5a9a7b11", 1);
        Attempts.begin(run, identity);
        Attempts.submitted(run, identity, new Attempts.SubmittedJob("an id", "localhost:8081", false));
        ObjectNode attempts =
                (ObjectNode) JSON.readTree(folder.resolve("attempts.json").toFile());
        requireEachField("attempts", attempts);
        ArrayNode all = (ArrayNode) attempts.get("attempts");
        for (String field : fields((ObjectNode) all.get(0))) {
            ObjectNode incomplete = attempts.deepCopy();
            ((ObjectNode) incomplete.get("attempts").get(0)).remove(field);
            assertThat(schema("attempts").validate(incomplete))
                    .describedAs("without %s", field)
                    .isNotEmpty();
        }
    }

    /** Checks the files of a run. */
    public static void assertConforms(Path run) throws IOException {
        for (String name : List.of("run", "attempts")) {
            assertThat(schema(name)
                            .validate(JSON.readTree(run.resolve(name + ".json").toFile())))
                    .isEmpty();
        }
    }

    private static void requireEachField(String name, ObjectNode file) throws IOException {
        assertThat(schema(name).validate(file)).isEmpty();
        for (String field : fields(file)) {
            assertThat(schema(name).validate(file.deepCopy().without(field)))
                    .describedAs("without %s", field)
                    .isNotEmpty();
        }
    }

    private static List<String> fields(ObjectNode object) {
        return object.propertyStream().map(Map.Entry::getKey).toList();
    }

    private static JsonSchema schema(String name) throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("docs", name + ".schema.json")));
    }
}
