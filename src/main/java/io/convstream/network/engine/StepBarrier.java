package io.convstream.network.engine;

import java.util.concurrent.Phaser;

/**
 * Barrier of the towers within a step. If a tower fails, all waiting towers and all that arrive later fail too, until
 * {@link #reset()}; a {@link java.util.concurrent.CyclicBarrier} lets later ones wait for ever.
 */
final class StepBarrier {

    private final int towers;
    private volatile Phaser phaser;

    StepBarrier(int towers) {
        this.towers = towers;
        this.phaser = new Phaser(towers);
    }

    /** @throws Broken if another tower has failed */
    void await() {
        if (phaser.arriveAndAwaitAdvance() < 0) {
            throw new Broken();
        }
    }

    /** Fails all waiting and later calls of {@link #await()}. */
    void breakUp() {
        phaser.forceTermination();
    }

    /** Repairs the barrier, when no tower computes. */
    void reset() {
        if (phaser.isTerminated()) {
            phaser = new Phaser(towers);
        }
    }

    /** A consequence of another tower's failure, which is the one to report. */
    static final class Broken extends RuntimeException {
        Broken() {
            super("another tower has failed");
        }
    }
}
