package io.convstream.serve;

/**
 * What is observed of an answered image, to detect shifts without labels.
 *
 * @param sha256 of the version that answered
 * @param timestamp of the image's message, in milliseconds since the epoch
 * @param confidence the probability of the most probable class, 0 to 1
 * @param brightness the mean of the pixel values at the image size, 0 to 255
 * @param contrast their standard deviation
 */
public record Observation(
        String model, String sha256, long timestamp, float confidence, float brightness, float contrast) {}
