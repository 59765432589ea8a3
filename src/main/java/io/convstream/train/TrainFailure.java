package io.convstream.train;

import java.io.Serializable;
import java.time.Instant;

/**
 * A model's training stopped because its arithmetic left the finite numbers; its last good state is kept.
 *
 * @param model the model's name
 * @param step the step that failed; it changed nothing
 * @param learningRate of that step
 * @param time when
 * @param message what happened
 */
public record TrainFailure(String model, long step, double learningRate, Instant time, String message)
        implements Serializable {}
