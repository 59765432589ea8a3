package io.convstream.serve;

import io.convstream.rollout.Version;
import org.jspecify.annotations.Nullable;

/**
 * The prediction of a model for an image.
 *
 * @param version the version that predicted
 * @param candidate whether that is the candidate of a canary
 * @param topic the topic of the image
 * @param timestamp of the image's message, in milliseconds since the epoch
 * @param ageSteps how many steps older than the newest known version it is; -1 if unknown
 * @param classes the most probable classes, in falling order
 * @param probabilities of these classes
 * @param key of the image's message; null: none
 * @param headers of the image's message, see {@link MessageHeaders}
 */
public record Prediction(
        String model,
        Version version,
        boolean candidate,
        String topic,
        int partition,
        long offset,
        long timestamp,
        long ageSteps,
        String[] classes,
        float[] probabilities,
        byte @Nullable [] key,
        byte[] headers) {}
