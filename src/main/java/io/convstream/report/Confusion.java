package io.convstream.report;

import io.convstream.evaluate.Evaluation;
import io.convstream.evaluate.Score;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The confusion matrix of an evaluation, for the weights of higher precision@1.
 *
 * @param weights "EMA" or "newest"
 * @param classes the class names in label order
 * @param counts the number of images of class t predicted as class p, at {@code [t * classes + p]}
 * @param recallByClass as in {@link Score}
 */
record Confusion(long step, String weights, List<String> classes, int[] counts, double[] recallByClass) {

    /** @param names class names; replaced by numbers if their count differs from that of the evaluation */
    static Confusion of(Evaluation evaluation, List<String> names) {
        boolean ema = evaluation.ema().precision() >= evaluation.newest().precision();
        Score score = ema ? evaluation.ema() : evaluation.newest();
        int count = score.recallByClass().length;
        List<String> classes = names.size() == count
                ? names
                : IntStream.range(0, count).mapToObj(String::valueOf).toList();
        return new Confusion(
                evaluation.step(), ema ? "EMA" : "newest", classes, score.confusionMatrix(), score.recallByClass());
    }
}
