package io.convstream.network;

import org.apache.flink.annotation.PublicEvolving;

/** A loss, gradient or parameter is NaN or infinite. The trainer keeps its last finite values. */
@PublicEvolving
public final class NonFiniteException extends RuntimeException {

    private final long step;
    private final double learningRate;

    NonFiniteException(String model, String value, long step, double learningRate) {
        super("model " + model + ": " + value + " is not finite at step " + step + " with learning rate "
                + learningRate);
        this.step = step;
        this.learningRate = learningRate;
    }

    public long step() {
        return step;
    }

    public double learningRate() {
        return learningRate;
    }
}
