package io.convstream.modelstore;

import io.convstream.event.StoredModel;
import io.convstream.network.ModelSignature;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The content of a model folder, stored as {@code manifest.json}.
 *
 * @param version of this format
 * @param newest the model in {@code newest.zip}
 * @param best the model in {@code best.zip}
 * @param options the job's options
 * @param evaluatedOn the images on which precision was measured; null in version 1
 * @param signature input and classes of the models, as in their files; null in version 1
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
