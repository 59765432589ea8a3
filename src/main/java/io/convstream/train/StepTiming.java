package io.convstream.train;

/**
 * What the time between the ends of two steps went by with; what is left of it training has waited for images.
 *
 * @param model the model's name
 * @param seconds between the two ends
 * @param computing seconds in which the step was computed
 * @param copying seconds in which the model was copied for a checkpoint or an evaluation
 * @param waiting examples that came before their turn and wait for it
 */
record StepTiming(String model, double seconds, double computing, double copying, int waiting) {}
