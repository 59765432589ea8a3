package io.convstream.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.convstream.drift.Streams.Alarm;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Detectors on known streams. levels.txt and errors.txt are the streams of River's documentation, made with Python's
 * {@code random}: {@code Random(12345)}, choices of 0 and 1, from index 1000 of 4 to 7; {@code Random(42)}, from index
 * 1000 with 70 % ones.
 */
final class DriftDetectorTest {

    private static final Adwin ADWIN = new Adwin(0.002);
    private static final PageHinkley PAGE_HINKLEY = new PageHinkley(0.005, 50, 0.9999);
    private static final HddmA HDDM_A = new HddmA(0.001, 0.005);

    private static final int UNCHANGED = 200_000;
    private static final int BEFORE = 2_000;

    @Test
    void adwinDetectsTheChangeOfRiversExampleNoLaterThanRiver() throws IOException {
        // River publishes 1023. It looks at every 32nd value only, this one at each.
        List<Alarm> drifts = Streams.drifts(ADWIN, Streams.digits("levels.txt"));
        assertThat(drifts.get(0).index()).isBetween(1_000, 1_023);
        assertThat(drifts.get(0).before()).isEqualTo(0.5, within(0.05));
        assertThat(drifts.get(0).now()).isBetween(4.0, 7.0);
    }

    @Test
    void pageHinkleyDetectsTheChangeWhereRiverDoes() throws IOException {
        assertThat(Streams.drifts(PAGE_HINKLEY, Streams.digits("levels.txt")))
                .extracting(Alarm::index)
                .containsExactly(1_006);
    }

    @Test
    void hddmWarnsAndDetectsTheChangeWhereRiverDoes() throws IOException {
        List<Alarm> alarms = Streams.alarms(HDDM_A, Streams.digits("errors.txt"));
        assertThat(alarms.get(0)).extracting(Alarm::index, Alarm::level).containsExactly(451, Level.WARNING);
        assertThat(alarms)
                .filteredOn(alarm -> alarm.level() == Level.DRIFT)
                .extracting(Alarm::index)
                .containsExactly(1_206);
    }

    @Test
    void adwinRaisesNoFalseAlarm() {
        // The paper bounds the probability at each value by delta: 400 alarms. The bound adds up over all splits, of
        // which the histogram leaves few, so that the real rate is far lower.
        assertThat(Streams.drifts(ADWIN, unchanged(0))).isEmpty();
    }

    @Test
    void pageHinkleyRaisesAsManyFalseAlarmsAsARandomWalkCrossesTheThreshold() {
        // Without fading, the sum is a random walk of drift -delta and variance v = p (1 - p), reflected at its
        // minimum. A
        // Brownian motion needs v / (2 delta^2) (e^a - 1 - a) values to reach lambda, with a = 2 delta lambda / v.
        double variance = 0.2 * 0.8;
        double exponent = 2 * 0.005 * 50 / variance;
        double valuesPerAlarm = variance / (2 * 0.005 * 0.005) * (Math.exp(exponent) - 1 - exponent);
        int streams = 10;
        double expected = streams * UNCHANGED / valuesPerAlarm;
        int alarms = IntStream.range(0, streams)
                .map(seed -> Streams.drifts(new PageHinkley(0.005, 50, 1), unchanged(seed))
                        .size())
                .sum();
        assertThat((double) alarms).isEqualTo(expected, within(3 * Math.sqrt(expected)));
    }

    @Test
    void hddmRaisesFewFalseAlarms() {
        // A level of 0.001 holds for one test. The cut moves, so that about one independent test for each doubling of
        // the
        // number of values, 18, is made, and those of a stream raise at most one alarm in most streams.
        int alarms = IntStream.range(0, 10)
                .map(seed -> Streams.drifts(HDDM_A, unchanged(seed)).size())
                .sum();
        assertThat(alarms).isLessThanOrEqualTo(10);
    }

    private static double[] unchanged(long seed) {
        return Streams.bernoulli(new SplittableRandom(seed), 0.2, UNCHANGED).toArray();
    }

    static Stream<Arguments> medianDelays() {
        return Stream.of(Arguments.of(ADWIN, 80), Arguments.of(PAGE_HINKLEY, 180), Arguments.of(HDDM_A, 90));
    }

    /** Page-Hinkley needs at least lambda / 0.3 = 167 values less those by which the sum is above its minimum. */
    @ParameterizedTest
    @MethodSource("medianDelays")
    void aDropOfThePrecisionFrom80To50PercentIsDetected(DriftDetector start, int bound) {
        int[] delays = IntStream.range(0, 20)
                .map(seed -> {
                    List<Alarm> drifts = Streams.drifts(start, drop(seed)).stream()
                            .filter(drift -> drift.index() >= BEFORE)
                            .toList();
                    assertThat(drifts).isNotEmpty();
                    assertThat(drifts.get(0).before()).isEqualTo(0.2, within(0.1));
                    assertThat(drifts.get(0).now()).isEqualTo(0.5, within(0.3));
                    return drifts.get(0).index() - BEFORE;
                })
                .sorted()
                .toArray();
        assertThat(delays[0]).describedAs(Arrays.toString(delays)).isPositive();
        assertThat(delays[10]).describedAs(Arrays.toString(delays)).isLessThan(bound);
    }

    /** Returns errors: 20 %, then 50 %. */
    private static double[] drop(long seed) {
        var random = new SplittableRandom(seed);
        return DoubleStream.concat(Streams.bernoulli(random, 0.2, BEFORE), Streams.bernoulli(random, 0.5, 1_000))
                .toArray();
    }

    static Stream<DriftDetector> detectors() {
        return Stream.of(ADWIN, PAGE_HINKLEY, HDDM_A);
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void aRestoredDetectorGivesTheSameAnswers(DriftDetector start) throws IOException {
        DriftDetector kept = start;
        DriftDetector restored = start;
        int drifts = 0;
        double[] values = drop(1);
        for (int i = 0; i < values.length; i++) {
            kept = kept.add(values[i]);
            restored = restored.add(values[i]);
            if (i % 97 == 0 || kept.level() != Level.NONE) {
                restored = copy(restored);
            }
            assertThat(restored).usingRecursiveComparison().isEqualTo(kept);
            drifts += kept.level() == Level.DRIFT ? 1 : 0;
        }
        assertThat(drifts).isPositive();
    }

    private static DriftDetector copy(DriftDetector detector) throws IOException {
        var out = new DataOutputSerializer(64);
        DetectorFormat.write(detector, out);
        var in = new DataInputDeserializer(out.getCopyOfBuffer());
        DriftDetector copy = DetectorFormat.read(in);
        assertThat(in.available()).isZero();
        return copy;
    }

    @Test
    void adwinKeepsFewBucketsOfAllValuesUntilTheyChange() {
        Adwin adwin = ADWIN;
        for (double value : unchanged(0)) {
            adwin = adwin.add(value);
        }
        assertThat(adwin.width()).isEqualTo(UNCHANGED);
        assertThat(adwin.sums()).hasSizeLessThan(5 * 18); // 5 buckets of each power of two up to 2^17
        assertThat(Arrays.stream(adwin.sums()).sum())
                .isEqualTo(Arrays.stream(unchanged(0)).sum());
        for (int i = 0; i < 200; i++) {
            adwin = adwin.add(1);
        }
        assertThat(adwin.width()).isLessThan(UNCHANGED / 2);
    }

    @Test
    void adwinDetectsADecreaseToo() {
        double[] values = drop(3);
        double[] precisions = Arrays.stream(values).map(error -> 1 - error).toArray();
        List<Alarm> drifts = Streams.drifts(ADWIN, precisions);
        assertThat(drifts.get(0).now()).isLessThan(drifts.get(0).before());
        assertThat(drifts.get(0).index())
                .isEqualTo(Streams.drifts(ADWIN, values).get(0).index());
    }

    @Test
    void parametersOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new Adwin(0)).hasMessage("delta of ADWIN is 0.0, not between 0 and 1");
        assertThatThrownBy(() -> new PageHinkley(0, 0, 1)).hasMessageContaining("lambda > 0");
        assertThatThrownBy(() -> new HddmA(0.01, 0.001)).hasMessageContaining("drift <= warning");
    }
}
