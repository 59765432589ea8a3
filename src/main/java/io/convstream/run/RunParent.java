package io.convstream.run;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The model file or checkpoint from which a run started.
 *
 * @param path of the file or checkpoint
 * @param run the id of the run that wrote it; null if unknown
 * @param step the step of the model; null if unknown, as of a checkpoint
 * @param sha256 the hash of the file; null for a checkpoint
 */
public record RunParent(
        String path,
        @Nullable String run,
        @Nullable Long step,
        @Nullable String sha256) {

    /** Describes the parent to the user. */
    public String line() {
        List<String> parts = new ArrayList<>(List.of(path));
        if (step != null) {
            parts.add("step " + step);
        }
        if (run != null) {
            parts.add("run " + run);
        }
        if (sha256 != null) {
            parts.add("SHA-256 " + sha256);
        }
        return String.join(", ", parts);
    }
}
