package io.convstream.rollout;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * The times of deployments. A record is answered when its plan is known for certain, so no deployment may begin at a time that
 * has been promised to be complete: each begins a delay after its decision, and what is promised stays before the decisions that are
 * not sent yet. Thread-safe.
 */
final class Horizon {

    private final LongSupplier clock;
    private final long delayMillis;
    /** The begins of deployments that are not sent. */
    private final Deque<Long> open = new ArrayDeque<>();

    private long promised = Long.MIN_VALUE;
    private long last = Long.MIN_VALUE;

    /** @param clock milliseconds since the epoch */
    Horizon(LongSupplier clock, Duration delay) {
        this.clock = clock;
        this.delayMillis = delay.toMillis();
    }

    /** Returns the begin of a new deployment; nothing later is promised until {@link #sent}. */
    synchronized long begin() {
        long from = Math.max(clock.getAsLong() + delayMillis, Math.max(promised, last) + 1);
        open.add(from);
        last = from;
        return from;
    }

    /** Registers the begin of a deployment that an earlier process has decided and that is not sent. */
    synchronized void restore(long from) {
        open.add(from);
        last = Math.max(last, from);
    }

    /** Registers that the oldest open deployment has been sent. */
    synchronized void sent() {
        open.remove();
    }

    /** Returns the time up to which all deployments have been sent. */
    synchronized long until() {
        long now = clock.getAsLong() + delayMillis - 1;
        promised = Math.max(promised, open.isEmpty() ? now : Math.min(now, open.element() - 1));
        return promised;
    }
}
