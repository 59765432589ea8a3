package io.convstream.network;

/** Moving averages (EMA, decay 0.9) of cross entropy, each L2 term and total loss, initialized by the first step. */
final class LossAverages {

    private static final double DECAY = 0.9;

    private final double[] values;
    private boolean initialized;

    LossAverages(int terms) {
        values = new double[terms + 2];
    }

    /** Restores the averages; ignored if the state has another number of terms. */
    void restore(double[] state) {
        if (state.length == values.length) {
            System.arraycopy(state, 0, values, 0, values.length);
            initialized = true;
        }
    }

    void add(double crossEntropy, double[] terms, double total) {
        update(0, crossEntropy);
        for (int i = 0; i < terms.length; i++) {
            update(1 + i, terms[i]);
        }
        update(values.length - 1, total);
        initialized = true;
    }

    private void update(int index, double value) {
        values[index] = initialized ? DECAY * values[index] + (1 - DECAY) * value : value;
    }

    double crossEntropy() {
        return values[0];
    }

    /** Sum of the averages of the L2 terms. */
    double penalty() {
        double sum = 0;
        for (int i = 1; i < values.length - 1; i++) {
            sum += values[i];
        }
        return sum;
    }

    /** Average of one L2 term. */
    double penalty(int term) {
        return values[1 + term];
    }

    double total() {
        return values[values.length - 1];
    }

    /** The state to {@link #restore}; empty before the first step. */
    double[] state() {
        return initialized ? values.clone() : new double[0];
    }
}
