package io.convstream.bench;

import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.LocalResponseNormalizationConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * ND4J's SameDiff with NHWC, its faster layout on a CPU. Its gradient of local response normalization is wrong. It
 * writes to its input arrays, so it gets copies.
 */
final class SameDiffPeer implements Peer {

    private final SameDiff graph = SameDiff.create();
    private final INDArray pixels;
    private final INDArray targets;

    SameDiffPeer(Problem problem) {
        int batch = problem.batch();
        pixels =
                Nd4j.create(problem.pixels(), new long[] {batch, Problem.SIZE, Problem.SIZE, Problem.CHANNELS}, 'c');
        targets = Nd4j.create(problem.oneHot(), new long[] {batch, Problem.CLASSES}, 'c');
        SDVariable x = graph.placeHolder("images", DataType.FLOAT, pixels.shape());
        SDVariable y = graph.placeHolder("targets", DataType.FLOAT, targets.shape());
        x = normalized(pooled(convolution(problem, x, 0)));
        x = pooled(normalized(convolution(problem, x, 1)));
        x = graph.reshape(x, batch, Problem.SHAPES[2][0]);
        x = graph.nn().relu(dense(problem, x, 2), 0);
        x = graph.nn().relu(dense(problem, x, 3), 0);
        SDVariable logits = dense(problem, x, 4);
        graph.nn().softmax("probabilities", logits);
        graph.loss().softmaxCrossEntropy("loss", y, logits, null);
        graph.setLossVariables("loss");
        graph.setTrainingConfig(TrainingConfig.builder()
                .updater(new Sgd(Problem.LEARNING_RATE))
                .dataSetFeatureMapping("images")
                .dataSetLabelMapping("targets")
                .build());
    }

    private SDVariable weights(Problem problem, int layer) {
        return graph.var("w" + layer, Nd4j.create(problem.weights()[layer], Problem.SHAPES[layer], 'c'));
    }

    private SDVariable bias(Problem problem, int layer) {
        return graph.var("b" + layer, Nd4j.createFromArray(problem.biases()[layer]));
    }

    private SDVariable convolution(Problem problem, SDVariable x, int layer) {
        var config = Conv2DConfig.builder()
                .kH(5)
                .kW(5)
                .paddingMode(PaddingMode.SAME)
                .dataFormat("NHWC")
                .build();
        return graph.nn().relu(graph.cnn().conv2d(x, weights(problem, layer), bias(problem, layer), config), 0);
    }

    private SDVariable pooled(SDVariable x) {
        return graph.cnn()
                .maxPooling2d(
                        x,
                        Pooling2DConfig.builder()
                                .kH(3)
                                .kW(3)
                                .sH(2)
                                .sW(2)
                                .paddingMode(PaddingMode.SAME)
                                .isNHWC(true)
                                .build());
    }

    private SDVariable normalized(SDVariable x) {
        return graph.cnn()
                .localResponseNormalization(
                        x,
                        LocalResponseNormalizationConfig.builder()
                                .depth(Problem.RADIUS)
                                .bias(1)
                                .alpha(Problem.ALPHA)
                                .beta(Problem.BETA)
                                .build());
    }

    private SDVariable dense(Problem problem, SDVariable x, int layer) {
        return graph.nn().linear(x, weights(problem, layer), bias(problem, layer));
    }

    @Override
    public void train() {
        graph.fit(new DataSet(pixels.dup(), targets.dup()));
    }

    @Override
    public float[] probabilities() {
        return graph.outputSingle(Map.of("images", pixels.dup()), "probabilities")
                .dup('c')
                .data()
                .asFloat();
    }
}
