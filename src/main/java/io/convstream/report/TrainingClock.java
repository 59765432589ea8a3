package io.convstream.report;

import io.convstream.train.TrainStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Converts times and steps to minutes of training, which exclude downtime before restarts. Keeps a bounded number of
 * steps and interpolates between them.
 */
final class TrainingClock {

    /** A longer gap between the end of a step and the start of the next counts as downtime. */
    private static final double MAX_GAP_SECONDS = 1;

    private static final int MAX_POINTS = 8_192;
    private static final int MAX_RESTARTS = 1_024;

    private final Buckets<Point> points = new Buckets<>(MAX_POINTS, 1, (earlier, later) -> earlier);
    private final Buckets<Moment> restarts = new Buckets<>(MAX_RESTARTS, 1, (earlier, later) -> earlier);
    private @Nullable TrainStep first;
    private @Nullable Point last;
    private double downtimeSeconds;

    /** A point in training. */
    record Moment(long step, double minutes) {}

    /** The end of a step. */
    private record Point(long step, Instant time, double minutes) {}

    /** Adds the next step in order of time and returns the minutes of training at its end. */
    double add(TrainStep step) {
        if (first == null) {
            first = step;
        }
        double gap = last == null ? 0 : between(last.time(), step.time()) - step.seconds();
        boolean restarted = gap > MAX_GAP_SECONDS;
        downtimeSeconds += restarted ? gap : 0;
        double minutes = (first.seconds() + between(first.time(), step.time()) - downtimeSeconds) / 60;
        last = new Point(step.step(), step.time(), minutes);
        points.add(last);
        if (restarted) {
            restarts.add(new Moment(step.step(), minutes));
        }
        return minutes;
    }

    /** Returns the minutes of training until a time. */
    double minutes(Instant time) {
        List<Point> all = points();
        if (all.isEmpty()) {
            return 0;
        }
        int index = lastIndex(all, point -> !point.time().isAfter(time));
        Point from = all.get(Math.max(index, 0));
        double minutes = from.minutes() + between(from.time(), time) / 60;
        return index >= 0 && index < all.size() - 1
                ? Math.min(minutes, all.get(index + 1).minutes())
                : minutes;
    }

    /** Returns the moment at which a number of steps was done. */
    Moment afterSteps(long count) {
        List<Point> all = points();
        int index = lastIndex(all, point -> point.step() < count);
        if (index < 0) {
            return new Moment(count, 0);
        }
        Point from = all.get(index);
        if (index == all.size() - 1 || from.step() == count - 1) {
            return new Moment(count, from.minutes());
        }
        Point to = all.get(index + 1);
        double share = (double) (count - 1 - from.step()) / (to.step() - from.step());
        return new Moment(count, from.minutes() + share * (to.minutes() - from.minutes()));
    }

    /** Returns the moment of a time, with the last step before it. */
    Moment at(Instant time) {
        List<Point> all = points();
        int index = lastIndex(all, point -> !point.time().isAfter(time));
        return new Moment(index < 0 ? 0 : all.get(index).step(), minutes(time));
    }

    /** Returns the first step after each restart. */
    List<Moment> restarts() {
        return restarts.all();
    }

    private List<Point> points() {
        List<Point> all = new ArrayList<>(points.all());
        if (last != null) {
            all.add(last);
        }
        return all;
    }

    /** Returns the last index that meets a condition met by a prefix of the points; -1 if none does. */
    private static int lastIndex(List<Point> all, Predicate<Point> condition) {
        int from = 0;
        int to = all.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (condition.test(all.get(middle))) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from - 1;
    }

    private static double between(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }
}
