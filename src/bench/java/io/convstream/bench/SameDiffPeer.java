package io.convstream.bench;

import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** ND4J's SameDiff. It writes to its input arrays, so it gets copies. */
final class SameDiffPeer implements Peer {

    private final SameDiff graph = SameDiff.create();
    private final INDArray pixels;
    private final INDArray targets;

    SameDiffPeer(Problem problem) {
        int batch = problem.batch();
        int size = problem.size();
        pixels = Nd4j.create(problem.pixels(), new long[] {batch, size, size, Problem.CHANNELS}, 'c');
        targets = Nd4j.create(problem.oneHot(), new long[] {batch, Problem.CLASSES}, 'c');
        SDVariable x = graph.placeHolder("images", DataType.FLOAT, pixels.shape());
        SDVariable y = graph.placeHolder("targets", DataType.FLOAT, targets.shape());
        SDVariable logits = problem.logits(new SameDiffOperations(graph, batch), x);
        graph.nn().softmax("probabilities", logits);
        graph.loss().softmaxCrossEntropy("loss", y, logits, null);
        graph.setLossVariables("loss");
        graph.setTrainingConfig(TrainingConfig.builder()
                .updater(new Sgd(Problem.LEARNING_RATE))
                .dataSetFeatureMapping("images")
                .dataSetLabelMapping("targets")
                .build());
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
