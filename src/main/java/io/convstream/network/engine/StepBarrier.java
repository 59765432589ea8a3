package io.convstream.network.engine;

import java.util.concurrent.Phaser;

/**
 * Barrier of the towers within a step. If a tower fails, all that wait or arrive later fail too, until {@link
 * #reset()}. With a {@link java.util.concurrent.CyclicBarrier}, towers that arrive after its {@code reset()} would wait
 * forever.
 */
public final class StepBarrier {

    private final int towers;
    private volatile Phaser phaser;

    public StepBarrier(int towers) {
        this.towers = towers;
        this.phaser = new Phaser(towers);
    }

    /** Waits for the other towers; fails if one of them failed. */
    public void await() {
        if (phaser.arriveAndAwaitAdvance() < 0) {
            throw new BrokenException();
        }
    }

    /** Fails all current and later calls of {@link #await()}. */
    public void breakBarrier() {
        phaser.forceTermination();
    }

    /** Repairs a broken barrier. Call it only if no tower computes. */
    public void reset() {
        if (phaser.isTerminated()) {
            phaser = new Phaser(towers);
        }
    }

    /** Consequence of another tower's failure, which is the one to report. */
    static final class BrokenException extends RuntimeException {
        BrokenException() {
            super("another tower failed");
        }
    }
}
