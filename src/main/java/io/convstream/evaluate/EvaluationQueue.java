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
 * The snapshots to evaluate, in order of arrival; the first one may be running. A newer checkpoint's snapshot replaces
 * a waiting one of the same model; snapshots triggered by step neither replace others nor are replaced.
 */
final class EvaluationQueue {

    private final Deque<ModelSnapshot> queue = new ArrayDeque<>();
    private boolean running;

    /** Restores the unfinished snapshots of a checkpoint, none of which replaces another. */
    void restore(Iterable<ModelSnapshot> unfinished) {
        unfinished.forEach(queue::add);
    }

    /** Adds a snapshot and returns the number of snapshots that it replaces. */
    int add(ModelSnapshot snapshot) {
        int replaced = 0;
        if (snapshot.trigger() != EvaluationTrigger.STEPS) {
            Iterator<ModelSnapshot> waiting = queue.iterator();
            if (running) {
                waiting.next();
            }
            while (waiting.hasNext()) {
                ModelSnapshot older = waiting.next();
                if (older.trigger() == EvaluationTrigger.CHECKPOINT
                        && older.model().equals(snapshot.model())) {
                    waiting.remove();
                    replaced++;
                }
            }
        }
        queue.add(snapshot);
        return replaced;
    }

    /** Starts and returns the next snapshot; null if there is none or one is running. */
    @Nullable
    ModelSnapshot start() {
        ModelSnapshot next = running ? null : queue.peek();
        running |= next != null;
        return next;
    }

    /** Removes the running snapshot. */
    void complete() {
        queue.remove();
        running = false;
    }

    int size() {
        return queue.size();
    }

    List<ModelSnapshot> unfinished() {
        return new ArrayList<>(queue);
    }
}
