package io.convstream.network.compiled;

import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.plan.NetworkPlan;
import io.convstream.network.plan.ParameterRange;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The L2 terms {@code ½ · l2 · ‖w‖²} of the loss and their gradient {@code l2 · w}. */
final class L2Penalty {

    private final INDArray values;
    private final List<Term> terms;

    private record Term(double factor, ParameterRange range, INDArray weights) {}

    /** @param values {@code [1, size]}, the flat parameters */
    L2Penalty(NetworkPlan plan, INDArray values) {
        this.values = values;
        terms = plan.trainable().stream()
                .filter(parameter -> parameter.l2() != 0)
                .map(parameter -> {
                    int from = plan.offset(parameter);
                    ParameterRange range = new ParameterRange(from, from + parameter.size());
                    return new Term(parameter.l2(), range, NativeMemory.view(values, from, parameter.size()));
                })
                .toList();
    }

    /** Number of terms. */
    int count() {
        return terms.size();
    }

    /** Value of each term, in the order of the layers. */
    double[] values() {
        return terms.stream()
                .mapToDouble(term -> 0.5 * term.factor() * Nd4j.getBlasWrapper().dot(term.weights(), term.weights()))
                .toArray();
    }

    /** Tasks that add the terms' gradients to a range of {@code gradient}, {@code [1, trainable size]}. */
    List<Runnable> gradient(ParameterRange range, INDArray gradient) {
        return terms.stream()
                .filter(term -> term.range().intersect(range).size() > 0)
                .<Runnable>map(term -> {
                    ParameterRange common = term.range().intersect(range);
                    INDArray weights = NativeMemory.view(values, common.from(), common.size());
                    INDArray sum = NativeMemory.view(gradient, common.from(), common.size());
                    return () -> Nd4j.factory().level1().axpy(common.size(), term.factor(), weights, sum);
                })
                .toList();
    }
}
