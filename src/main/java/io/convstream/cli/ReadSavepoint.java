package io.convstream.cli;

import io.convstream.failure.Reason;
import io.convstream.failure.UsageException;
import io.convstream.run.RunDescription;
import io.convstream.run.RunFolder;
import io.convstream.savepoint.Savepoint;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint or savepoint that a command line names, and its run.
 *
 * @param run the description of the run; null if there is none, or if it cannot be read
 * @param problem why the description cannot be read; null if it is read, or if there is none
 */
record ReadSavepoint(
        Savepoint savepoint,
        @Nullable RunDescription run,
        @Nullable String problem) {

    private static final String METADATA = AbstractFsCheckpointStorageAccess.METADATA_FILE_NAME;

    /**
     * Opens a checkpoint, a savepoint, or the newest one in a run folder.
     *
     * @throws UsageException if there is none, or if it cannot be read
     */
    static ReadSavepoint open(StoragePath given) {
        StoragePath parent = given.parent();
        StoragePath folder = given.name().equals(METADATA) && parent != null ? parent : newest(given);
        Savepoint savepoint = Savepoint.open(folder);
        try {
            Optional<RunFolder> run = RunFolder.containing(folder);
            return run.isPresent() && run.get().description().exists()
                    ? new ReadSavepoint(savepoint, RunDescription.read(run.get().description()), null)
                    : new ReadSavepoint(savepoint, null, null);
        } catch (IOException e) {
            return new ReadSavepoint(savepoint, null, Reason.of(e));
        }
    }

    private static StoragePath newest(StoragePath given) {
        try {
            if (given.resolve(METADATA).exists()) {
                return given;
            }
            return new RunFolder(given)
                    .newestSnapshot(Instant.MAX)
                    .orElseThrow(() -> new UsageException("there is no checkpoint or savepoint in " + given
                            + ": give a run folder, a checkpoint or a savepoint"));
        } catch (IOException e) {
            throw new UsageException("cannot read " + given + " (" + Reason.of(e) + "): check the path", e);
        }
    }
}
