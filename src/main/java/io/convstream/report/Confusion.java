package io.convstream.report;

import io.convstream.evaluate.Evaluation;
import io.convstream.evaluate.Score;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What an evaluation took for what, with the better of its two sets of weights.
 *
 * @param classes the names in label order
 * @param counts how often class t was taken for class p, at {@code [t * classes + p]}
 * @param recallByClass as in {@link Score}
 */
record Confusion(long step, String weights, List<String> classes, int[] counts, double[] recallByClass) {

    /** @param names of the classes; where there are not as many as the evaluation counts, they get numbers */
    static Confusion of(Evaluation evaluation, List<String> names) {
        boolean ema = evaluation.ema().precision() >= evaluation.newest().precision();
        Score score = ema ? evaluation.ema() : evaluation.newest();
        int count = score.recallByClass().length;
        List<String> classes = names.size() == count
                ? names
                : IntStream.range(0, count).mapToObj(String::valueOf).toList();
        return new Confusion(
                evaluation.step(), ema ? "ema" : "newest", classes, score.confusionMatrix(), score.recallByClass());
    }
}
