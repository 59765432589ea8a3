package io.convstream.event;

import java.time.Instant;

/**
 * Says that a model was kept as a file. The next one replaces the file: whoever loads it compares the hash.
 *
 * @param model the model's name
 * @param step steps done
 * @param path of {@code newest.zip}
 * @param best whether {@code best.zip} beside it holds the same
 * @param precision precision@1 of its weights, 0 to 1
 * @param weights which of the two sets of parameters
 * @param fileSha256 of the file
 * @param time when it was kept
 */
public record ModelAnnouncement(
        String model,
        long step,
        String path,
        boolean best,
        double precision,
        StoredModel.Weights weights,
        String fileSha256,
        Instant time) {}
