package io.convstream.network;

import io.convstream.network.engine.Averaging;

/**
 * Look-ahead after Zhang et al., "Lookahead Optimizer: k steps forward, 1 step back", 2019, arXiv:1907.08610, with the
 * growing decay of Jordan, 2024, arXiv:2404.00498: every 5 steps, the weights and running statistics move into their moving
 * average and are replaced by it.
 */
final class Lookahead {

    private static final int INTERVAL = 5;
    private static final double MAX_DECAY = 0.95 * 0.95 * 0.95 * 0.95 * 0.95;

    private Lookahead() {}

    /**
     * Returns what a step does with the moving average.
     *
     * @param step from 0
     * @param steps length of the training, with whose third power the decay grows
     */
    static Averaging after(long step, long steps) {
        long done = step + 1;
        if (done % INTERVAL != 0) {
            return new Averaging(1, false);
        }
        double share = Math.min(1, (double) done / steps);
        return new Averaging(MAX_DECAY * share * share * share, true);
    }
}
