package io.convstream.client;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jline.utils.Signals;

/** Ctrl-C and SIGTERM: the first is a request, the second ends the process at once with exit code 130. */
final class UserInterrupt {

    private static final int EXIT_CODE = 130;

    private final CountDownLatch requested = new CountDownLatch(1);

    UserInterrupt() {
        register();
    }

    /** Repeated, because the progress bar's terminal resets signal handlers when it opens. */
    private void register() {
        Signals.register("INT", this::interrupt);
        Signals.register("TERM", this::interrupt);
    }

    private synchronized void interrupt() {
        if (requested.getCount() == 0) {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
        requested.countDown();
    }

    /** Waits for an interrupt; returns false if there is none. */
    boolean await(Duration interval) throws InterruptedException {
        register();
        return requested.await(interval.toMillis(), TimeUnit.MILLISECONDS);
    }
}
