package io.convstream.event;

import java.time.Instant;

/**
 * The images that a model answers, or its answers, are distributed in another way than before.
 *
 * @param model the model's name
 * @param feature what has shifted: {@code confidence}, {@code brightness} or {@code contrast}
 * @param distance the largest difference of the distribution functions of both windows, 0 to 1
 * @param threshold the distance above which a shift is reported
 * @param window the number of images of each window
 * @param before the mean of the feature in the reference window
 * @param now its mean in the window that has shifted
 * @param time the timestamp of the last image of that window
 */
public record ShiftEvent(
        String model,
        String feature,
        double distance,
        double threshold,
        int window,
        double before,
        double now,
        Instant time) {}
