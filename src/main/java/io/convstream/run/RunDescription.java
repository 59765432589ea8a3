package io.convstream.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.convstream.event.JsonLines;
import io.convstream.failure.Reason;
import io.convstream.prepare.ImagePreparer;
import io.convstream.prepare.PrepareOptions;
import io.convstream.storage.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run was started with: enough to see its images again as it saw them.
 *
 * @param version of this layout
 * @param id the run's, see {@link RunIdentity}
 * @param attempt the number of the start that wrote this, from 1
 * @param folder the run folder's path; it differs once the folder was moved or copied
 * @param command the command line, without the program
 * @param options the options it was given, by name without dashes; null if an older version wrote this
 * @param plan what a resumed run must train too; null if an older version wrote this
 * @param data the value of {@code --data} that gives its training images; null where a stream gave them
 * @param heldOutData the one that gives its held-out images
 * @param split the part of the training images of {@code heldOutData} that the run held out; 0: none
 * @param classes the class names in label order
 * @param prepare how images were prepared
 * @param decoder what decodes image files on the machine that started the run; null in older descriptions
 */
public record RunDescription(
        int version,
        String id,
        int attempt,
        String folder,
        List<String> command,
        @Nullable Map<String, List<String>> options,
        @Nullable RunPlan plan,
        @Nullable String data,
        String heldOutData,
        double split,
        List<String> classes,
        PrepareOptions prepare,
        @Nullable String decoder) {

    private static final int VERSION = 4;

    public RunDescription(
            RunIdentity identity,
            Path folder,
            List<String> command,
            Map<String, List<String>> options,
            RunPlan plan,
            @Nullable String data,
            String heldOutData,
            double split,
            List<String> classes,
            PrepareOptions prepare) {
        this(
                VERSION,
                identity.id(),
                identity.attempt(),
                folder.toString(),
                command,
                options,
                plan,
                data,
                heldOutData,
                split,
                classes,
                prepare,
                ImagePreparer.decoderVersion());
    }

    public RunIdentity identity() {
        return new RunIdentity(id, attempt);
    }

    /**
     * Writes it as JSON.
     *
     * @throws IOException with the path, where it cannot be written
     */
    public void write(Path file) throws IOException {
        String json = JsonLines.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(this);
        AtomicFile.replace(file, beside -> Files.writeString(beside, json + "\n"));
    }

    /**
     * Reads it back.
     *
     * @throws IOException with the path, where it is no such file or of another version
     */
    public static RunDescription read(Path file) throws IOException {
        try {
            JsonNode json = JsonLines.MAPPER.readTree(file.toFile());
            int version = json.path("version").asInt();
            if (version != VERSION) {
                throw new IOException(file + " is of version " + version + ", but this convstream reads version "
                        + VERSION + ": use the convstream that started the run");
            }
            return JsonLines.MAPPER.treeToValue(json, RunDescription.class);
        } catch (JsonProcessingException e) {
            throw new IOException("cannot read " + file + ", which a run writes when it starts: " + Reason.of(e), e);
        }
    }
}
