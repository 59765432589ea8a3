package io.convstream.run;

import io.convstream.failure.UsageException;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;

/**
 * Checks a checkpoint whose run folder may have been moved. Its own files have relative paths; files that incremental
 * checkpoints share have absolute paths.
 */
final class MovedCheckpoint {

    private static final Pattern SHARED = Pattern.compile("file:(/[^\\x00-\\x1f]*?/shared/[0-9a-f-]{36})");

    private MovedCheckpoint() {}

    /** @throws UsageException if a shared file is missing */
    static void requireComplete(StoragePath snapshot) throws IOException {
        if (!snapshot.isLocal()) {
            return;
        }
        String metadata = Files.readString(
                snapshot.local().resolve(AbstractFsCheckpointStorageAccess.METADATA_FILE_NAME),
                StandardCharsets.ISO_8859_1);
        Matcher shared = SHARED.matcher(metadata);
        while (shared.find()) {
            Path file =
                    Path.of(new String(shared.group(1).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
            if (!Files.exists(file)) {
                throw new UsageException(
                        "checkpoint " + snapshot + " is incremental and refers to " + file
                                + ", which is missing: move the run folder back to its original path, or resume from a savepoint");
            }
        }
    }
}
