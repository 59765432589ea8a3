package io.convstream.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The detectors of training on error rates of batches: 20 % errors, then 50 %. The figures of docs/change.md. */
final class StepStreamTest {

    private static final int STREAMS = 20;
    private static final int UNCHANGED = 20_000;
    private static final int BATCH = 16;

    /** An unchanging stream of 400,000 steps in all; the bound of the delays is that of docs/change.md. */
    @ParameterizedTest
    @CsvSource({"ADWIN, 33", "PAGE_HINKLEY, 35", "HDDM_A, 130"})
    void anUnchangingStreamRaisesNoAlarmAndADropIsDetected(DetectorType type, int slowest) {
        int[] delays = new int[STREAMS];
        for (int seed = 0; seed < STREAMS; seed++) {
            var random = new SplittableRandom(seed);
            DriftDetector detector = Objects.requireNonNull(Detectors.create(type));
            int step = 0;
            while (detector.level() != Level.DRIFT && step < 2 * UNCHANGED) {
                detector = detector.add(errorRate(random, step < UNCHANGED ? 0.2 : 0.5));
                step++;
            }
            delays[seed] = step - 1 - UNCHANGED;
        }
        Arrays.sort(delays);
        assertThat(delays[0]).describedAs(Arrays.toString(delays)).isPositive();
        assertThat(delays[STREAMS - 1]).describedAs(Arrays.toString(delays)).isEqualTo(slowest);
    }

    private static double errorRate(SplittableRandom random, double share) {
        int errors = 0;
        for (int image = 0; image < BATCH; image++) {
            errors += random.nextDouble() < share ? 1 : 0;
        }
        return (double) errors / BATCH;
    }
}
