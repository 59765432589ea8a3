package io.convstream.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * Summaries of consecutive elements of a sequence in a bounded number of buckets: if all are full, neighbors are merged
 * and each bucket covers twice as many elements.
 *
 * @param <S> the summary of a bucket
 */
final class Buckets<S> {

    private final int maxBuckets;
    private final BinaryOperator<S> merge;
    private final List<S> all = new ArrayList<>();
    /** Elements in each bucket; the last one may have fewer. */
    private long size;

    private long lastSize;

    /**
     * Creates empty buckets.
     *
     * @param maxBuckets an even number
     * @param size the initial number of elements in each bucket
     * @param merge merges two summaries, the earlier one first
     */
    Buckets(int maxBuckets, long size, BinaryOperator<S> merge) {
        if (maxBuckets < 2 || maxBuckets % 2 != 0) {
            throw new IllegalArgumentException("the number of buckets is " + maxBuckets + ": give an even number");
        }
        this.maxBuckets = maxBuckets;
        this.size = size;
        this.merge = merge;
    }

    /** Adds the summary of one element. */
    void add(S one) {
        if (!all.isEmpty() && lastSize < size) {
            all.set(all.size() - 1, merge.apply(all.get(all.size() - 1), one));
            lastSize++;
            return;
        }
        if (all.size() == maxBuckets) {
            mergePairs();
        }
        all.add(one);
        lastSize = 1;
    }

    /** Returns the summaries in order, as a view. */
    List<S> all() {
        return Collections.unmodifiableList(all);
    }

    private void mergePairs() {
        for (int pair = 0; pair < maxBuckets / 2; pair++) {
            all.set(pair, merge.apply(all.get(2 * pair), all.get(2 * pair + 1)));
        }
        all.subList(maxBuckets / 2, maxBuckets).clear();
        size *= 2;
    }
}
