package io.convstream.train;

import io.convstream.image.Example;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Restores the order of examples, by sequence number, after parallel preparation. */
final class ReorderBuffer {

    private final Map<Long, Example> early = new HashMap<>();
    private long next;

    ReorderBuffer(long next) {
        this.next = next;
    }

    void add(Example example) {
        if (example.sequence() < next || early.put(example.sequence(), example) != null) {
            throw new IllegalStateException("duplicate record " + example.sequence() + " (next is " + next
                    + "): the source must number records without gaps or repetitions");
        }
    }

    /** Removes and returns the next example in order, or returns null if it has not arrived. */
    @Nullable
    Example poll() {
        Example example = early.remove(next);
        if (example != null) {
            next++;
        }
        return example;
    }

    /** Returns the next sequence number. */
    long next() {
        return next;
    }

    /** Returns the number of examples that arrived before their turn. */
    int size() {
        return early.size();
    }

    /** Returns the examples that arrived before their turn, in no particular order. */
    List<Example> early() {
        return new ArrayList<>(early.values());
    }
}
