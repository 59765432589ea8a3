package io.convstream.drift;

import java.util.Arrays;

/**
 * ADWIN2: a window of the most recent values, from which the oldest are dropped if their mean differs from that of the
 * rest. Bifet and Gavaldà, "Learning from Time-Changing Data with Adaptive Windowing", SDM 2007. Detects both
 * directions.
 *
 * <p>The window is an exponential histogram: at most {@value #MAX_BUCKETS} buckets of each power of two, the newest first.
 * The memory and the time of a value are O(log n) for n values in the window.
 *
 * @param delta the confidence; the probability of a false alarm at a value is about this
 * @param exponents each bucket's number of values as a power of two
 * @param sums the sum of each bucket's values
 * @param squares the sum of squared deviations from each bucket's mean
 * @param level the answer to the last value
 * @param before the mean of the values before the last detected change; 0 if there was none
 * @param now the mean of the values since the last detected change, when it was detected; 0 if there was none
 */
record Adwin(double delta, int[] exponents, double[] sums, double[] squares, Level level, double before, double now)
        implements DriftDetector {

    /** The paper's M. */
    private static final int MAX_BUCKETS = 5;

    Adwin {
        if (!(delta > 0 && delta < 1)) {
            throw new IllegalArgumentException("delta of ADWIN is " + delta + ", not between 0 and 1");
        }
    }

    Adwin(double delta) {
        this(delta, new int[0], new double[0], new double[0], Level.NONE, 0, 0);
    }

    /** A number of values: their count, sum, and sum of squared deviations from their mean. */
    private record Moments(double count, double sum, double squares) {

        static final Moments EMPTY = new Moments(0, 0, 0);

        /** Chan, Golub and LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", 1979. */
        Moments with(Moments other) {
            if (count == 0) {
                return other;
            }
            double difference = mean() - other.mean();
            double total = count + other.count;
            return new Moments(
                    total,
                    sum + other.sum,
                    squares + other.squares + difference * difference * count * other.count / total);
        }

        double mean() {
            return sum / count;
        }
    }

    /** A split of the window into older and newer values, and by how much their means differ more than chance allows. */
    private record Split(double older, double newer, double excess) {}

    @Override
    public Adwin add(double value) {
        Adwin next = with(value);
        Split first = next.mostSignificantSplit();
        if (first.excess() < 0) {
            return next;
        }
        Adwin shrunk = next;
        do {
            shrunk = shrunk.withoutOldest();
        } while (shrunk.mostSignificantSplit().excess() >= 0);
        return new Adwin(
                delta, shrunk.exponents, shrunk.sums, shrunk.squares, Level.DRIFT, first.older(), first.newer());
    }

    /** Adds a bucket of one value and merges the two oldest buckets of each size that has too many. */
    private Adwin with(double value) {
        int length = exponents.length + 1;
        int[] newExponents = new int[length];
        double[] newSums = new double[length];
        double[] newSquares = new double[length];
        System.arraycopy(exponents, 0, newExponents, 1, length - 1);
        System.arraycopy(sums, 0, newSums, 1, length - 1);
        System.arraycopy(squares, 0, newSquares, 1, length - 1);
        newSums[0] = value;
        int first = 0;
        for (int exponent = 0; first < length; exponent++) {
            int end = first;
            while (end < length && newExponents[end] == exponent) {
                end++;
            }
            if (end - first <= MAX_BUCKETS) {
                break; // No bucket was added to the larger ones.
            }
            int merged = end - 2;
            Moments both = moments(newExponents, newSums, newSquares, merged)
                    .with(moments(newExponents, newSums, newSquares, merged + 1));
            newExponents[merged] = exponent + 1;
            newSums[merged] = both.sum();
            newSquares[merged] = both.squares();
            int after = length - end;
            System.arraycopy(newExponents, end, newExponents, end - 1, after);
            System.arraycopy(newSums, end, newSums, end - 1, after);
            System.arraycopy(newSquares, end, newSquares, end - 1, after);
            length--;
            first = merged;
        }
        return new Adwin(
                delta,
                Arrays.copyOf(newExponents, length),
                Arrays.copyOf(newSums, length),
                Arrays.copyOf(newSquares, length),
                Level.NONE,
                before,
                now);
    }

    private Adwin withoutOldest() {
        int length = exponents.length - 1;
        return new Adwin(
                delta,
                Arrays.copyOf(exponents, length),
                Arrays.copyOf(sums, length),
                Arrays.copyOf(squares, length),
                level,
                before,
                now);
    }

    /** Compares both parts of the window at each border of buckets; the excess is negative if none differs. */
    private Split mostSignificantSplit() {
        Moments all = Moments.EMPTY;
        for (int bucket = 0; bucket < sums.length; bucket++) {
            all = all.with(moments(exponents, sums, squares, bucket));
        }
        var most = new Split(Double.NaN, Double.NaN, Double.NEGATIVE_INFINITY);
        double variance = all.squares() / all.count();
        double logarithm = Math.log(2 * Math.log(all.count()) / delta); // ln(2 / delta'), delta' = delta / ln n
        double newerCount = 0;
        double newerSum = 0;
        for (int bucket = 0; bucket < sums.length - 1; bucket++) {
            newerCount += count(exponents[bucket]);
            newerSum += sums[bucket];
            double olderCount = all.count() - newerCount;
            double older = (all.sum() - newerSum) / olderCount;
            double newer = newerSum / newerCount;
            double excess = Math.abs(older - newer) - threshold(olderCount, newerCount, variance, logarithm);
            if (excess > most.excess()) {
                most = new Split(older, newer, excess);
            }
        }
        return most;
    }

    /** The paper's threshold by the variance of the window, section 3; its m is computed from both counts. */
    private static double threshold(double older, double newer, double variance, double logarithm) {
        double m = 1 / (1 / older + 1 / newer);
        return Math.sqrt(2 / m * variance * logarithm) + 2 / (3 * m) * logarithm;
    }

    private static Moments moments(int[] exponents, double[] sums, double[] squares, int bucket) {
        return new Moments(count(exponents[bucket]), sums[bucket], squares[bucket]);
    }

    private static double count(int exponent) {
        return 1L << exponent;
    }

    /** Returns the number of values in the window. */
    long width() {
        return Arrays.stream(exponents).mapToLong(exponent -> 1L << exponent).sum();
    }
}
