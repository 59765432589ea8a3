package io.convstream.network;

/** Where the towers of a team wait for each other. When one has failed nobody waits any more. */
final class Meeting {

    private final int towers;
    private int arrived;
    private long round;
    private boolean broken;

    Meeting(int towers) {
        this.towers = towers;
    }

    /** @throws Broken where another tower has failed or this thread is interrupted */
    synchronized void await() {
        long mine = round;
        arrived++;
        if (arrived == towers) {
            arrived = 0;
            round++;
            notifyAll();
        }
        while (round == mine && !broken) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                breakUp();
            }
        }
        if (broken) {
            throw new Broken();
        }
    }

    /** Lets all who wait fail, and all who come later. */
    synchronized void breakUp() {
        broken = true;
        notifyAll();
    }

    /** Makes it whole again, once no tower is at work. */
    synchronized void reset() {
        arrived = 0;
        broken = false;
    }

    /** Another tower has failed: what it met is the cause to report, not this. */
    static final class Broken extends RuntimeException {
        Broken() {
            super("another tower has failed");
        }
    }
}
