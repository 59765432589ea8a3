package io.convstream.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * Summaries of consecutive stretches of a sequence, in bounded memory whatever the sequence's length: if all are in
 * use, neighbors are merged and each covers twice as many elements.
 *
 * @param <S> the summary of a stretch
 */
final class Buckets<S> {

    private final int most;
    private final BinaryOperator<S> merge;
    private final List<S> all = new ArrayList<>();
    /** Elements in each stretch; the last one may have fewer. */
    private long length;

    private long inLast;

    /**
     * None yet.
     *
     * @param most the number of stretches, even
     * @param length the number of elements in each at first
     * @param merge makes one summary of two, the earlier one first
     */
    Buckets(int most, long length, BinaryOperator<S> merge) {
        if (most < 2 || most % 2 != 0) {
            throw new IllegalArgumentException("stretches are merged in pairs, so not " + most);
        }
        this.most = most;
        this.length = length;
        this.merge = merge;
    }

    /** Adds the summary of one more element. */
    void add(S one) {
        if (!all.isEmpty() && inLast < length) {
            all.set(all.size() - 1, merge.apply(all.get(all.size() - 1), one));
            inLast++;
            return;
        }
        if (all.size() == most) {
            mergePairs();
        }
        all.add(one);
        inLast = 1;
    }

    /** The summaries in their order; a view. */
    List<S> all() {
        return Collections.unmodifiableList(all);
    }

    private void mergePairs() {
        for (int pair = 0; pair < most / 2; pair++) {
            all.set(pair, merge.apply(all.get(2 * pair), all.get(2 * pair + 1)));
        }
        all.subList(most / 2, most).clear();
        length *= 2;
    }
}
