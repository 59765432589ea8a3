package io.convstream.report;

import io.convstream.train.TrainStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Tells how long a model had trained at some moment: the time between an end and a restart does not count. */
final class TrainingClock {

    /** A step knows how long it took; where more than this lies between two steps beside it, nobody trained. */
    private static final double LONGEST_GAP_SECONDS = 1;

    private final List<TrainStep> steps;
    private final List<Pause> pauses = new ArrayList<>();

    /** A point of a training. */
    record Moment(long step, double minutes) {}

    /** A time without training, and the first step after it. */
    private record Pause(TrainStep end, double seconds) {}

    /** @param steps in the order of time */
    TrainingClock(List<TrainStep> steps) {
        this.steps = steps;
        for (int i = 1; i < steps.size(); i++) {
            TrainStep step = steps.get(i);
            double gap = between(steps.get(i - 1).time(), step.time()) - step.seconds();
            if (gap > LONGEST_GAP_SECONDS) {
                pauses.add(new Pause(step, gap));
            }
        }
    }

    double minutes(Instant time) {
        if (steps.isEmpty()) {
            return 0;
        }
        TrainStep first = steps.get(0);
        double paused = pauses.stream()
                .filter(pause -> !pause.end().time().isAfter(time))
                .mapToDouble(Pause::seconds)
                .sum();
        return (first.seconds() + between(first.time(), time) - paused) / 60;
    }

    /** The moment when so many steps were done. */
    Moment afterSteps(long count) {
        return new Moment(count, lastMinutes(step -> step.step() < count));
    }

    /** The step that was the last one at a time, whatever happened then. */
    Moment at(Instant time) {
        int index = lastIndex(step -> !step.time().isAfter(time));
        return new Moment(index < 0 ? 0 : steps.get(index).step(), minutes(time));
    }

    /** The first step behind each pause. */
    List<Moment> restarts() {
        return pauses.stream()
                .map(pause -> new Moment(pause.end().step(), minutes(pause.end().time())))
                .toList();
    }

    private double lastMinutes(Predicate<TrainStep> before) {
        int index = lastIndex(before);
        return index < 0 ? 0 : minutes(steps.get(index).time());
    }

    /** Of steps that first fulfil a condition and then no more, the last that does; -1 where none does. */
    private int lastIndex(Predicate<TrainStep> condition) {
        int from = 0;
        int to = steps.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (condition.test(steps.get(middle))) {
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
