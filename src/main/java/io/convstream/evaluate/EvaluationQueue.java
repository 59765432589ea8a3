package io.convstream.evaluate;

import io.convstream.snapshot.EvaluationTrigger;
import io.convstream.snapshot.ModelSnapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots that are still to be evaluated, in order of arrival; the first is the one in work. A checkpoint's
 * snapshot that waits gives way to a newer one of its model; one that was asked for by step never does.
 */
final class EvaluationQueue {

    private final Deque<ModelSnapshot> queue = new ArrayDeque<>();
    private boolean working;

    /** Takes up again what was unfinished at a checkpoint, the one in work first: none of them gives way to another. */
    void restore(Iterable<ModelSnapshot> unfinished) {
        unfinished.forEach(queue::add);
    }

    /** Adds a snapshot and returns how many it displaced. */
    int add(ModelSnapshot snapshot) {
        int displaced = 0;
        if (snapshot.trigger() != EvaluationTrigger.STEPS) {
            Iterator<ModelSnapshot> waiting = queue.iterator();
            if (working) {
                waiting.next();
            }
            while (waiting.hasNext()) {
                ModelSnapshot older = waiting.next();
                if (older.trigger() == EvaluationTrigger.CHECKPOINT
                        && older.model().equals(snapshot.model())) {
                    waiting.remove();
                    displaced++;
                }
            }
        }
        queue.add(snapshot);
        return displaced;
    }

    /** The next snapshot to work on, or null where there is none or one is in work. */
    @Nullable
    ModelSnapshot start() {
        ModelSnapshot next = working ? null : queue.peek();
        working |= next != null;
        return next;
    }

    /** The one in work is done. */
    void done() {
        queue.remove();
        working = false;
    }

    int size() {
        return queue.size();
    }

    List<ModelSnapshot> unfinished() {
        return new ArrayList<>(queue);
    }
}
