package io.convstream.publish;

import io.convstream.evaluate.Evaluation;
import io.convstream.train.TrainStep;
import io.convstream.train.Trigger;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The lines that a person reads while a model trains, as the TensorFlow tutorial prints them. */
final class ConsoleLines {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    private final boolean manyModels;

    /** @param manyModels whether each line names its model */
    ConsoleLines(boolean manyModels) {
        this.manyModels = manyModels;
    }

    /** @param imagesPerSecond over the steps since the last line */
    String step(TrainStep step, double imagesPerSecond) {
        return String.format(
                Locale.ROOT,
                "%s: %sstep %d, loss = %.2f (%.1f examples/sec; %.3f sec/batch)",
                TIME.format(step.time()),
                name(step.model()),
                step.step(),
                step.loss(),
                imagesPerSecond,
                step.batch() / imagesPerSecond);
    }

    String evaluation(Evaluation evaluation) {
        return String.format(
                Locale.ROOT,
                "%s: %sprecision @ 1 = %.3f averaged, %.3f newest (step %d, %s, %d pictures in %.1f s)",
                TIME.format(evaluation.time()),
                name(evaluation.model()),
                evaluation.averaged().precision(),
                evaluation.newest().precision(),
                evaluation.step(),
                occasion(evaluation),
                evaluation.newest().pictures(),
                evaluation.seconds());
    }

    private static String occasion(Evaluation evaluation) {
        if (evaluation.trigger() == Trigger.CHECKPOINT) {
            return "checkpoint " + evaluation.checkpoint();
        }
        return evaluation.trigger() == Trigger.END ? "last checkpoint" : "by step";
    }

    private String name(String model) {
        return manyModels ? model + ": " : "";
    }
}
