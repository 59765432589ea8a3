package io.convstream.network.dl4j;

import io.convstream.network.plan.Dl4jLayer;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.Regularization.ApplyStep;

/** Penalty terms of DL4J's loss, such as L2, and their part of the gradient. */
final class Penalties {

    private final List<Trained> parameters = new ArrayList<>();

    /** A trainable parameter, with its range of DL4J's flat vector. */
    private record Trained(UpdaterBlock.ParamState state, IUpdater updater, List<Regularization> terms) {

        double value(int step) {
            double sum = 0;
            for (Regularization term : terms) {
                sum += term.score(state.getParamView(), step, 0);
            }
            return sum;
        }

        INDArray range(INDArray flat) {
            return flat.get(NDArrayIndex.interval(state.getParamOffsetStart(), state.getParamOffsetEnd()));
        }

        void addGradient(INDArray gradient, int step) {
            double rate = updater.hasLearningRate() ? updater.getLearningRate(step, 0) : 1;
            for (Regularization term : terms) {
                if (term.applyStep() == ApplyStep.BEFORE_UPDATER) {
                    term.apply(state.getParamView(), range(gradient), rate, step, 0);
                }
            }
        }
    }

    Penalties(List<UpdaterBlock> blocks) {
        for (UpdaterBlock block : blocks) {
            for (UpdaterBlock.ParamState state : block.getLayersAndVariablesInBlock()) {
                var settings = state.getLayer().getConfig();
                IUpdater updater = settings.getUpdaterByParam(state.getParamName());
                List<Regularization> terms = settings.getRegularizationByParam(state.getParamName());
                if (Dl4jLayer.isTrained(state.getLayer(), state.getParamName())) {
                    parameters.add(new Trained(state, updater, terms == null ? List.of() : terms));
                }
            }
        }
    }

    /** Number of terms. */
    int count() {
        return (int) parameters.stream()
                .filter(parameter -> !parameter.terms().isEmpty())
                .count();
    }

    /** Value of each term, in the order of the parameters. */
    double[] values(int step) {
        return parameters.stream()
                .filter(parameter -> !parameter.terms().isEmpty())
                .mapToDouble(parameter -> parameter.value(step))
                .toArray();
    }

    /** A copy of the gradient of the total loss, in DL4J's order, before DL4J clips it. */
    INDArray totalGradient(Dl4jModel model, int images, int step) {
        INDArray gradient = model.network().gradient().gradient();
        INDArray total = gradient.reshape(gradient.length()).div(images);
        parameters.forEach(parameter -> parameter.addGradient(total, step));
        return total;
    }

    /** Sum of squares of the trainable part of a gradient. */
    double sumSquares(INDArray gradient) {
        double sum = 0;
        for (Trained parameter : parameters) {
            INDArray range = parameter.range(gradient);
            sum += Nd4j.getBlasWrapper().dot(range, range);
        }
        return sum;
    }
}
