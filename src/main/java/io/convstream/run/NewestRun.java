package io.convstream.run;

import io.convstream.failure.UsageException;
import io.convstream.run.Attempts.Attempt;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The run of a folder of runs that was started last. */
final class NewestRun {

    private NewestRun() {}

    /**
     * Returns the newest run, if the folder holds runs; otherwise the folder itself.
     *
     * @throws UsageException if the folder holds neither a run nor runs
     */
    static StoragePath orFolder(StoragePath folder) throws IOException {
        RunFolder itself = new RunFolder(folder);
        if (itself.description().exists()
                || itself.checkpoints().exists()
                || itself.savepoints().exists()) {
            return folder;
        }
        return in(folder).map(RunFolder::path).orElse(folder);
    }

    private static Optional<RunFolder> in(StoragePath folder) throws IOException {
        @Nullable RunFolder newest = null;
        Instant time = Instant.MIN;
        for (StoragePath.Entry entry : folder.list()) {
            RunFolder run = new RunFolder(entry.path());
            if (entry.isFolder() && run.description().exists()) {
                Instant started = started(run);
                if (!started.isBefore(time)) {
                    newest = run;
                    time = started;
                }
            }
        }
        return Optional.ofNullable(newest);
    }

    private static Instant started(RunFolder run) throws IOException {
        Optional<Attempt> last = Attempts.of(run).last();
        return last.isPresent() ? last.get().started() : run.description().modified();
    }
}
