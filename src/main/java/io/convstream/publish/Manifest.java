package io.convstream.publish;

import java.util.Map;

/**
 * What lies in a model folder, as {@code manifest.json}.
 *
 * @param version of this layout
 * @param newest what {@code newest.zip} holds
 * @param best what {@code best.zip} holds
 * @param options those of the job
 */
public record Manifest(int version, Entry newest, Entry best, Map<String, String> options) {

    /** A model and the hash of its file. */
    public record Entry(KeptModel model, String fileSha256) {}
}
