package io.convstream.bench;

import io.convstream.network.Engine;
import io.convstream.network.ModelFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** DL4J, which loads a model file of convstream. */
final class Dl4jPeer implements Peer {

    private final MultiLayerNetwork network;
    private final INDArray pixels;
    private final INDArray targets;

    Dl4jPeer(Problem problem) {
        int batch = problem.batch();
        pixels = Nd4j.create(
                problem.channelsFirst(), new long[] {batch, Problem.CHANNELS, problem.size(), problem.size()}, 'c');
        targets = Nd4j.create(problem.oneHot(), new long[] {batch, Problem.CLASSES}, 'c');
        try {
            Path file = Files.createTempFile("bench", ".zip");
            try {
                List<String> classes = IntStream.range(0, Problem.CLASSES)
                        .mapToObj(String::valueOf)
                        .toList();
                ModelFile.write(
                        file, ConvstreamPeer.definition(problem, 1, Engine.COMPILED), classes, problem.parameters());
                network = MultiLayerNetwork.load(file.toFile(), true);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void train() {
        network.fit(pixels, targets);
    }

    @Override
    public float[] probabilities() {
        return network.output(pixels, false).dup('c').data().asFloat();
    }
}
