package io.convstream.evaluate;

import com.sun.jna.Function;
import com.sun.jna.LastErrorException;
import com.sun.jna.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Linux's SCHED_IDLE (sched(7)): such a thread runs on otherwise idle processors, and any waking thread preempts it at
 * once. A nice value of 19 is not enough: since Linux 6.6 a waking thread may first wait for the end of the running
 * one's time slice, which costs training some percent.
 */
final class IdleScheduling {

    private static final Logger LOG = LoggerFactory.getLogger(IdleScheduling.class);
    private static final int CALLING_THREAD = 0;
    private static final int SCHED_IDLE = 5;

    private IdleScheduling() {}

    /** Applies to the calling thread and those that it starts from now on. Does nothing on other systems than Linux. */
    static void ofThisThread() {
        if (!Platform.isLinux()) {
            return;
        }
        int[] priority = {0}; // struct sched_param; must be 0 for this policy
        try {
            Function.getFunction(Platform.C_LIBRARY_NAME, "sched_setscheduler", Function.THROW_LAST_ERROR)
                    .invokeInt(new Object[] {CALLING_THREAD, SCHED_IDLE, priority});
        } catch (LastErrorException | LinkageError e) {
            LOG.info(
                    "Evaluation competes with training for the processors: Linux refused SCHED_IDLE: {}", e.toString());
        }
    }
}
