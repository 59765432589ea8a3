package io.convstream.report;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * A sequence downsampled to a bounded number of its elements: each bucket keeps those with the lowest and the highest
 * value, so that peaks are preserved. A short sequence keeps every element.
 */
final class Downsampled<T> {

    private final ToDoubleFunction<T> value;
    private final Buckets<Extremes<T>> buckets;
    private long size;

    private record Element<T>(long index, double value, T content) {}

    private record Extremes<T>(Element<T> lowest, Element<T> highest) {

        /** Merges with a later bucket. Of equal values, keeps the outermost. */
        Extremes<T> with(Extremes<T> later) {
            return new Extremes<>(
                    later.lowest.value < lowest.value ? later.lowest : lowest,
                    later.highest.value >= highest.value ? later.highest : highest);
        }

        Stream<T> inOrder() {
            if (lowest.index == highest.index) {
                return Stream.of(lowest.content);
            }
            return lowest.index < highest.index
                    ? Stream.of(lowest.content, highest.content)
                    : Stream.of(highest.content, lowest.content);
        }
    }

    /**
     * Creates an empty sequence.
     *
     * @param maxElements a multiple of 4
     * @param value the value whose extremes are kept
     */
    Downsampled(int maxElements, ToDoubleFunction<T> value) {
        this.value = value;
        buckets = new Buckets<>(maxElements / 2, 2, Extremes::with);
    }

    void add(T content) {
        var element = new Element<>(size++, value.applyAsDouble(content), content);
        buckets.add(new Extremes<>(element, element));
    }

    /** Returns the number of added elements. */
    long size() {
        return size;
    }

    /** Returns the elements that are kept, in order. */
    List<T> elements() {
        return buckets.all().stream().flatMap(Extremes::inOrder).toList();
    }
}
