package io.convstream.network;

/** Moving averages with decay 0.9 of cross entropy, each L2 term and the total; the first step's values begin them. */
final class LossAverages {

    private static final double DECAY = 0.9;

    private final double[] values;
    private boolean begun;

    LossAverages(int terms) {
        values = new double[terms + 2];
    }

    /** Goes on from a state of the same number of terms; from another it starts anew. */
    void restore(double[] state) {
        if (state.length == values.length) {
            System.arraycopy(state, 0, values, 0, values.length);
            begun = true;
        }
    }

    void add(double crossEntropy, double[] terms, double total) {
        put(0, crossEntropy);
        for (int i = 0; i < terms.length; i++) {
            put(1 + i, terms[i]);
        }
        put(values.length - 1, total);
        begun = true;
    }

    private void put(int index, double value) {
        values[index] = begun ? DECAY * values[index] + (1 - DECAY) * value : value;
    }

    double crossEntropy() {
        return values[0];
    }

    double penalty() {
        double sum = 0;
        for (int i = 1; i < values.length - 1; i++) {
            sum += values[i];
        }
        return sum;
    }

    /** That of one L2 term. */
    double penalty(int term) {
        return values[1 + term];
    }

    double total() {
        return values[values.length - 1];
    }

    /** Empty before the first step. */
    double[] state() {
        return begun ? values.clone() : new double[0];
    }
}
