package io.convstream.modelstore;

import io.convstream.event.StoredModel;
import io.convstream.network.ModelSignature;
import java.util.Map;

/**
 * The content of a model folder, stored as {@code manifest.json}.
 *
 * @param version of this format
 * @param newest the model that was stored last
 * @param best the model with the highest precision@1
 * @param options the job's options
 * @param evaluatedOn the images on which precision was measured
 * @param signature input and classes of the models, as in their files
 */
public record Manifest(
        int version,
        Entry newest,
        Entry best,
        Map<String, String> options,
        String evaluatedOn,
        ModelSignature signature) {

    /**
     * A stored model.
     *
     * @param file the name of its file in the folder
     */
    public record Entry(StoredModel model, String file, String fileSha256) {}
}
