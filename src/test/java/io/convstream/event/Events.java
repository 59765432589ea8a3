package io.convstream.event;

import io.convstream.change.ChangeEvent;
import io.convstream.change.ClassRecall;
import io.convstream.drift.DetectorType;
import io.convstream.drift.Level;
import io.convstream.evaluate.Evaluation;
import io.convstream.evaluate.Score;
import io.convstream.snapshot.EvaluationTrigger;
import io.convstream.train.TrainStep;
import java.time.Instant;
import java.util.List;

/** Events for tests. */
public final class Events {

    public static final Instant START = Instant.parse("2026-11-24T14:03:11Z");

    private Events() {}

    public static TrainStep step(long step, Instant time, double loss) {
        return new TrainStep(
                "tutorial",
                step,
                1,
                (step + 1) * 128,
                128,
                time,
                0.1,
                loss,
                2.3,
                2.37,
                4.6,
                2.3,
                2.3,
                1.5,
                0.25,
                533.8);
    }

    public static Evaluation evaluation() {
        return evaluation(1170, START);
    }

    public static Evaluation evaluation(long step, Instant time) {
        return new Evaluation(
                "tutorial",
                EvaluationTrigger.CHECKPOINT,
                3,
                step,
                2,
                149_760,
                time,
                new Score(0.852, 0.5, 4, new double[] {2 / 3.0, 1}, new int[] {2, 1, 0, 1}),
                new Score(0.86, 0.4, 4, new double[] {2 / 3.0, 1}, new int[] {2, 1, 0, 1}),
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                1.5,
                0);
    }

    /** An evaluation of many classes, some of which are misclassified. */
    public static Evaluation evaluation(int classes) {
        var confusion = new int[classes * classes];
        var recall = new double[classes];
        for (int c = 0; c < classes; c++) {
            confusion[c * classes + (c % 3 == 0 ? 0 : c)] = 50;
            recall[c] = 1.0 / (c + 3);
        }
        Score score = new Score(2 / 3.0, 0.123456789012345, 50 * classes, recall, confusion);
        Evaluation few = evaluation();
        return new Evaluation(
                few.model(),
                few.trigger(),
                few.checkpoint(),
                few.step(),
                few.epoch(),
                few.images(),
                few.time(),
                score,
                score,
                few.parametersSha256(),
                few.seconds(),
                few.skippedSnapshots());
    }

    public static ChangeEvent change(long step) {
        return new ChangeEvent(
                "tutorial",
                step,
                1,
                (step + 1) * 128,
                DetectorType.PAGE_HINKLEY,
                Level.DRIFT,
                0.8,
                0.5,
                START,
                List.of(
                        new ClassRecall("bird", 0.7, 0.75, 0.8),
                        new ClassRecall("cat", 0.85, 0.9, 0.25),
                        new ClassRecall("dog", 0.8, 0.8, 0.7)));
    }

    static ModelAnnouncement announcement() {
        return new ModelAnnouncement(
                "tutorial",
                1170,
                "runs/a/models/tutorial/0000000200-18ac3e7343f0.zip",
                true,
                0.86,
                StoredModel.Weights.EMA,
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                START);
    }
}
