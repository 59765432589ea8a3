package io.convstream.console;

import io.convstream.change.ChangeEvent;
import io.convstream.drift.Level;
import io.convstream.evaluate.Evaluation;
import io.convstream.train.TrainFailure;
import io.convstream.train.TrainStep;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Formats events as lines like the tutorial's. Keeps the last step of each model to compute the speed since then. */
final class EventFormatter {

    private static final double NANOS = 1e9;

    private final int every;
    private final boolean named;
    private final DateTimeFormatter clock;
    private final Map<String, TrainStep> printed = new HashMap<>();

    /**
     * Creates a formatter for one run.
     *
     * @param every the number of steps between lines
     * @param named whether lines begin with the model's name
     * @param zone time zone of the times
     */
    EventFormatter(int every, boolean named, ZoneId zone) {
        if (every < 1) {
            throw new IllegalArgumentException("a line for every " + every + " steps: give at least 1");
        }
        this.every = every;
        this.named = named;
        clock = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(zone);
    }

    /** Returns the line of a step if its number is a multiple of {@code every}. */
    Optional<String> step(TrainStep step) {
        if (step.step() % every != 0) {
            return Optional.empty();
        }
        TrainStep last = printed.put(step.model(), step);
        String line = String.format(Locale.ROOT, "step %d, loss = %.2f", step.step(), step.loss());
        return Optional.of(prefix(step.model(), step.time()) + line + speed(last, step));
    }

    String evaluation(Evaluation evaluation) {
        return prefix(evaluation.model(), evaluation.time())
                + String.format(
                        Locale.ROOT,
                        "precision @ 1 = %.3f (newest %.3f, EMA %.3f) at step %d, %s",
                        evaluation.bestPrecision(),
                        evaluation.newest().precision(),
                        evaluation.ema().precision(),
                        evaluation.step(),
                        trigger(evaluation));
    }

    private static String trigger(Evaluation evaluation) {
        if (evaluation.step() == 0) {
            return "untrained";
        }
        return switch (evaluation.trigger()) {
            case CHECKPOINT -> "checkpoint " + evaluation.checkpoint();
            case STEPS -> "by step";
            case END -> "last checkpoint";
        };
    }

    String failure(TrainFailure failure) {
        return prefix(failure.model(), failure.time()) + failure.message();
    }

    String change(ChangeEvent change) {
        return prefix(change.model(), change.time())
                + String.format(
                        Locale.ROOT,
                        "%s (%s): precision@1 of the batches was %.3f, is %.3f at step %d",
                        change.level() == Level.DRIFT ? "drift" : "warning of drift",
                        change.detector(),
                        change.before(),
                        change.now(),
                        change.step())
                + change.mostFallen()
                        .map(one -> String.format(
                                Locale.ROOT,
                                "; recall of class %s was %.3f, is %.3f",
                                one.name(),
                                one.window(),
                                one.recent()))
                        .orElse("");
    }

    private String prefix(String model, Instant time) {
        return (named ? model + " " : "") + clock.format(time) + ": ";
    }

    private static String speed(@Nullable TrainStep last, TrainStep step) {
        double images = step.imagesPerSecond();
        double seconds = step.batchSize() / images;
        // Steps repeat after a failure; the speed is then that of this step alone.
        if (last != null && last.step() < step.step() && last.time().isBefore(step.time())) {
            double elapsed = Duration.between(last.time(), step.time()).toNanos() / NANOS;
            images = (step.images() - last.images()) / elapsed;
            seconds = elapsed / (step.step() - last.step());
        }
        return images > 0 && Double.isFinite(images)
                ? String.format(Locale.ROOT, " (%.1f examples/sec; %.3f sec/batch)", images, seconds)
                : "";
    }
}
