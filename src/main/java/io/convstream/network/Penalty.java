package io.convstream.network;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The L2 terms {@code ½ · l2 · ‖w‖²} of the loss and their gradient {@code l2 · w}. */
final class Penalty {

    private final List<Term> terms;

    private record Term(double factor, INDArray weights, INDArray gradient) {}

    /** @param gradient {@code [1, trainable size]}, to which {@link #addGradient} adds */
    Penalty(Network network, INDArray values, INDArray gradient) {
        terms = network.trainable().stream()
                .filter(parameter -> parameter.l2() != 0)
                .map(parameter -> new Term(
                        parameter.l2(),
                        Memory.view(values, network.offset(parameter), parameter.size()),
                        Memory.view(gradient, network.offset(parameter), parameter.size())))
                .toList();
    }

    int count() {
        return terms.size();
    }

    /** Each term's value, in the order of the layers. */
    double[] values() {
        return terms.stream()
                .mapToDouble(term -> 0.5 * term.factor() * Nd4j.getBlasWrapper().dot(term.weights(), term.weights()))
                .toArray();
    }

    void addGradient() {
        for (Term term : terms) {
            Nd4j.factory().level1().axpy(term.weights().length(), term.factor(), term.weights(), term.gradient());
        }
    }
}
