package io.convstream.event;

import java.time.Instant;
import org.apache.flink.annotation.PublicEvolving;

/**
 * Announces a stored model. The next one overwrites the file: compare the hash after loading.
 *
 * @param model the model's name
 * @param step steps done
 * @param path of the model file
 * @param best whether it is also the best model so far
 * @param precision precision@1 (accuracy) on the held-out images, 0 to 1
 * @param weights the weights in the file
 * @param fileSha256 of the file
 * @param time when it was stored
 */
@PublicEvolving
public record ModelAnnouncement(
        String model,
        long step,
        String path,
        boolean best,
        double precision,
        StoredModel.Weights weights,
        String fileSha256,
        Instant time) {}
