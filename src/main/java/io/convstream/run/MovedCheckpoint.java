package io.convstream.run;

import io.convstream.failure.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks a checkpoint whose run may have been moved. Flink refers to a checkpoint's own files relative to it, but to files
 * that checkpoints share (incremental ones, of the state backends on disk) by absolute paths.
 */
final class MovedCheckpoint {

    private static final Pattern SHARED = Pattern.compile("file:(/[^\\x00-\\x1f]*?/shared/[0-9a-f-]{36})");

    private MovedCheckpoint() {}

    /** @throws UsageException naming the first file that is missing */
    static void requireWhole(Path snapshot) throws IOException {
        String metadata = Files.readString(snapshot.resolve("_metadata"), StandardCharsets.ISO_8859_1);
        Matcher shared = SHARED.matcher(metadata);
        while (shared.find()) {
            Path file =
                    Path.of(new String(shared.group(1).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
            if (!Files.exists(file)) {
                throw new UsageException("checkpoint " + snapshot + " is incremental and refers to " + file
                        + ", which is missing: move the run folder back to where it was, or resume from a savepoint");
            }
        }
    }
}
