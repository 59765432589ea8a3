package io.convstream.drift;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;

/** Streams of values, and where a detector answers on them. */
final class Streams {

    private Streams() {}

    /** An answer of a detector. */
    record Alarm(int index, Level level, double before, double now) {}

    /** Returns a stream of digits from a file. */
    static double[] digits(String name) throws IOException {
        return Files.readString(Path.of("src/test/resources/drift", name))
                .chars()
                .filter(Character::isDigit)
                .mapToDouble(digit -> digit - '0')
                .toArray();
    }

    /** Returns zeros and ones, of which the given share are ones. */
    static DoubleStream bernoulli(SplittableRandom random, double share, int count) {
        return random.doubles(count).map(value -> value < share ? 1 : 0);
    }

    /** Returns the indexes at which the level rises to WARNING or DRIFT. */
    static List<Alarm> alarms(DriftDetector start, double... values) {
        List<Alarm> alarms = new ArrayList<>();
        DriftDetector detector = start;
        for (int i = 0; i < values.length; i++) {
            Level last = detector.level();
            detector = detector.add(values[i]);
            if (detector.level() == Level.DRIFT || (detector.level() == Level.WARNING && last == Level.NONE)) {
                alarms.add(new Alarm(i, detector.level(), detector.before(), detector.now()));
            }
        }
        return alarms;
    }

    static List<Alarm> drifts(DriftDetector start, double... values) {
        return alarms(start, values).stream()
                .filter(alarm -> alarm.level() == Level.DRIFT)
                .toList();
    }
}
