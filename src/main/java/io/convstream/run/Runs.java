package io.convstream.run;

import io.convstream.run.Attempts.Attempt;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The runs in a folder. */
public final class Runs {

    /** The folder of runs if none is named. */
    public static final String DEFAULT_FOLDER = "runs";

    private Runs() {}

    /** Returns a folder of runs, or the default if none is named. */
    public static StoragePath folder(@Nullable StoragePath named) {
        return named == null ? StoragePath.of(Path.of(DEFAULT_FOLDER)) : named;
    }

    /** Returns the runs in a folder, the one that was started last first; none if the folder does not exist. */
    public static List<RunFolder> in(StoragePath folder) throws IOException {
        List<Map.Entry<Instant, RunFolder>> found = new ArrayList<>();
        for (StoragePath.Entry entry : folder.list()) {
            RunFolder run = new RunFolder(entry.path());
            if (entry.isFolder() && run.description().exists()) {
                found.add(Map.entry(started(run), run));
            }
        }
        found.sort(Map.Entry.<Instant, RunFolder>comparingByKey(Comparator.reverseOrder())
                .thenComparing(entry -> entry.getValue().name(), Comparator.reverseOrder()));
        return found.stream().map(Map.Entry::getValue).toList();
    }

    /** Returns the time at which the last attempt of a run started. */
    public static Instant started(RunFolder run) throws IOException {
        Optional<Attempt> last = Attempts.of(run).last();
        return last.isPresent() ? last.get().started() : run.description().modified();
    }

    /** Returns the run that was started last, if the folder holds runs; otherwise the folder itself. */
    static StoragePath newestOrFolder(StoragePath folder) throws IOException {
        RunFolder itself = new RunFolder(folder);
        if (itself.description().exists()
                || itself.checkpoints().exists()
                || itself.savepoints().exists()) {
            return folder;
        }
        return in(folder).stream().findFirst().map(RunFolder::path).orElse(folder);
    }
}
