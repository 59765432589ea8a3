package io.convstream.report;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * A sequence thinned to a bounded number of its own elements: of each stretch the two with the lowest and the highest
 * value remain, so every point is real and no peak is lost. A short sequence keeps every element.
 */
final class Downsampled<T> {

    private final ToDoubleFunction<T> value;
    private final Buckets<Extremes<T>> stretches;
    private long size;

    private record Element<T>(long index, double value, T content) {}

    private record Extremes<T>(Element<T> lowest, Element<T> highest) {

        /** The later stretch is the second one. Of equal values the outermost remain. */
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
     * Empty.
     *
     * @param most the number of elements that remain, a multiple of 4
     * @param value by which the extremes of a stretch are chosen
     */
    Downsampled(int most, ToDoubleFunction<T> value) {
        this.value = value;
        stretches = new Buckets<>(most / 2, 2, Extremes::with);
    }

    void add(T content) {
        var element = new Element<>(size++, value.applyAsDouble(content), content);
        stretches.add(new Extremes<>(element, element));
    }

    /** The number of elements added. */
    long size() {
        return size;
    }

    /** What remains, in its order. */
    List<T> kept() {
        return stretches.all().stream().flatMap(Extremes::inOrder).toList();
    }
}
