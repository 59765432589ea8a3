package io.convstream.modelstore;

import io.convstream.event.StoredModel;
import io.convstream.network.ModelSignature;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What lies in a model folder, as {@code manifest.json}.
 *
 * @param version of this layout
 * @param newest what {@code newest.zip} holds
 * @param best what {@code best.zip} holds
 * @param options those of the job
 * @param evaluatedOn on which images precision was measured; null in version 1
 * @param signature what the models take and what their outputs mean, as in their files; null in version 1
 */
public record Manifest(
        int version,
        Entry newest,
        Entry best,
        Map<String, String> options,
        @Nullable String evaluatedOn,
        @Nullable ModelSignature signature) {

    /** A model and the hash of its file. */
    public record Entry(StoredModel model, String fileSha256) {}
}
