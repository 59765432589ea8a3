package io.convstream.train;

/**
 * How the time between consecutive steps was spent; the remainder is input wait.
 *
 * @param model the model's name
 * @param seconds from the end of the previous step to the end of this one
 * @param computeSeconds forward, backward and update, without exchanges
 * @param exchangeSeconds exchanges with other workers, waiting for them included
 * @param checkpointSeconds copying the model for a checkpoint or an evaluation
 * @param reorderBufferFill examples that arrived before their turn
 */
record StepTiming(
        String model,
        double seconds,
        double computeSeconds,
        double exchangeSeconds,
        double checkpointSeconds,
        int reorderBufferFill) {

    private static final double NANOS = 1e9;

    static StepTiming of(
            String model, double seconds, StepRunner.CompletedStep step, long checkpointNanos, int reorderBufferFill) {
        return new StepTiming(
                model,
                seconds,
                (step.endNanos() - step.startNanos() - step.exchangeNanos()) / NANOS,
                step.exchangeNanos() / NANOS,
                checkpointNanos / NANOS,
                reorderBufferFill);
    }
}
