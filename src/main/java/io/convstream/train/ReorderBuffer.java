package io.convstream.train;

import io.convstream.image.Example;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts examples that parallel preparation has mixed back into the order of their sequence numbers. */
final class ReorderBuffer {

    private final Map<Long, Example> waiting = new HashMap<>();
    private long next;

    ReorderBuffer(long next) {
        this.next = next;
    }

    void add(Example example) {
        if (example.sequence() < next || waiting.put(example.sequence(), example) != null) {
            throw new IllegalStateException("record " + example.sequence() + " came twice (next is " + next
                    + "): its source does not number records densely");
        }
    }

    /** The next example in order, or null while it has not come. */
    @Nullable
    Example poll() {
        Example example = waiting.remove(next);
        if (example != null) {
            next++;
        }
        return example;
    }

    /** The sequence number that is waited for. */
    long next() {
        return next;
    }

    /** How many came early. */
    int size() {
        return waiting.size();
    }

    /** Those that came early, in no particular order. */
    List<Example> waiting() {
        return new ArrayList<>(waiting.values());
    }
}
