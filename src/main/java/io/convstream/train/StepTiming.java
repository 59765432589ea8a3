package io.convstream.train;

/**
 * How the time between consecutive steps was spent; the remainder is input wait.
 *
 * @param model the model's name
 * @param seconds from the end of the previous step to the end of this one
 * @param computeSeconds forward, backward and update
 * @param checkpointSeconds copying the model for a checkpoint or an evaluation
 * @param reorderBufferFill examples that arrived before their turn
 */
record StepTiming(
        String model, double seconds, double computeSeconds, double checkpointSeconds, int reorderBufferFill) {}
