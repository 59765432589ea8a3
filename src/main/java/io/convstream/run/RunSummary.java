package io.convstream.run;

import io.convstream.evaluate.Evaluation;
import io.convstream.event.Event;
import io.convstream.event.EventFiles;
import io.convstream.train.TrainStep;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Totals of a run over all its attempts, read from its events. */
public final class RunSummary {

    private final RunFolder run;
    private final Map<String, Totals> models = new TreeMap<>();

    private RunSummary(RunFolder run) {
        this.run = run;
    }

    private static final class Totals {
        private long images;
        private long steps;
        private long trained;
        private double seconds;
        private double best = -1;
        private long bestStep;

        String best(String evaluatedOn) {
            return best < 0
                    ? "never evaluated"
                    : String.format(
                            Locale.ROOT, "best precision @ 1 = %.3f (step %,d; %s)", best, bestStep, evaluatedOn);
        }

        void add(TrainStep step) {
            seconds += step.seconds();
            trained += step.batchSize();
            images = step.images();
            steps = step.step() + 1;
        }

        void add(Evaluation evaluation) {
            if (evaluation.bestPrecision() > best) {
                best = evaluation.bestPrecision();
                bestStep = evaluation.step();
            }
        }
    }

    public static RunSummary of(RunFolder run) throws IOException {
        var summary = new RunSummary(run);
        EventFiles.read(run.events(), summary::add);
        return summary;
    }

    private void add(Event event) {
        if (event.step() != null) {
            of(event.step().model()).add(event.step());
        }
        if (event.evaluation() != null) {
            of(event.evaluation().model()).add(event.evaluation());
        }
    }

    private Totals of(String model) {
        return models.computeIfAbsent(model, name -> new Totals());
    }

    /**
     * Prints the summary.
     *
     * @param evaluatedOn describes the held-out images to the user
     */
    public void print(PrintWriter out, String evaluatedOn) throws IOException {
        models.forEach((name, totals) -> out.printf(
                Locale.ROOT,
                "Done: model %s, %,d images in %,d steps, %,.0f images/s, %s%n",
                name,
                totals.images,
                totals.steps,
                totals.trained / Math.max(totals.seconds, 1e-3),
                totals.best(evaluatedOn)));
        long deadLetters = EventFiles.count(run.deadLetters());
        if (deadLetters > 0) {
            out.printf(
                    Locale.ROOT,
                    "%,d records could not be read: see %s for records and reasons%n",
                    deadLetters,
                    run.deadLetters());
        }
        out.println("Models:  " + run.models());
        out.println("Events:  " + run.events());
        out.flush();
    }
}
