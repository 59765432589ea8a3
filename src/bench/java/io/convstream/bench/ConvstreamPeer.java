package io.convstream.bench;

import io.convstream.image.Framing;
import io.convstream.image.ImageShape;
import io.convstream.network.Classifier;
import io.convstream.network.Engine;
import io.convstream.network.Hyperparameters;
import io.convstream.network.ModelDefinition;
import io.convstream.network.Presets;
import io.convstream.network.Trainer;
import io.convstream.network.TrainerState;

/** convstream's {@link Trainer}. Unlike the other peers, it checks all values and updates moving averages. */
final class ConvstreamPeer implements Peer {

    private final Problem problem;
    private final Trainer trainer;
    private final Classifier classifier;

    ConvstreamPeer(Problem problem, int towers, Engine engine) {
        this.problem = problem;
        ModelDefinition definition = definition(problem.batch(), towers, engine);
        try (var fresh = new Trainer(definition)) {
            TrainerState state = fresh.state();
            float[] parameters = parameters(problem);
            trainer = new Trainer(
                    definition,
                    new TrainerState(
                            state.configuration(),
                            towers,
                            0,
                            parameters,
                            parameters,
                            state.updater(),
                            state.lossAverages()));
        }
        classifier = new Classifier(definition, problem.batch(), towers);
    }

    /** The preset with SGD and without its L2 terms. */
    static ModelDefinition definition(int batch, int towers, Engine engine) {
        var input = new ImageShape(Problem.SIZE, Problem.SIZE, Problem.CHANNELS);
        String configuration = Hyperparameters.tutorial(batch, 0)
                .withSchedule("constant")
                .withLearningRate(Problem.LEARNING_RATE)
                .withL2(0)
                .apply(Presets.configuration("cifar10", input, Problem.CLASSES, 1));
        return new ModelDefinition("bench", configuration, Framing.whole(input), batch, towers, 1, 0.999, 0, engine);
    }

    /** In flat order: of a convolution the bias first, of a dense layer the weights. */
    static float[] parameters(Problem problem) {
        int size = 0;
        for (int layer = 0; layer < problem.weights().length; layer++) {
            size += problem.weights()[layer].length + problem.biases()[layer].length;
        }
        var all = new float[size];
        int offset = 0;
        for (int layer = 0; layer < problem.weights().length; layer++) {
            boolean convolution = Problem.SHAPES[layer].length == 4;
            offset = put(convolution ? problem.biases()[layer] : problem.weights()[layer], all, offset);
            offset = put(convolution ? problem.weights()[layer] : problem.biases()[layer], all, offset);
        }
        return all;
    }

    private static int put(float[] values, float[] all, int offset) {
        System.arraycopy(values, 0, all, offset, values.length);
        return offset + values.length;
    }

    @Override
    public void train() {
        trainer.step(problem.pixels(), problem.labels(), problem.batch());
    }

    @Override
    public float[] probabilities() {
        classifier.load(trainer.state().parameters());
        return classify();
    }

    private float[] classify() {
        return classifier.probabilities(problem.pixels(), problem.batch());
    }

    @Override
    public void infer() {
        classify();
    }

    @Override
    public void close() {
        trainer.close();
        classifier.close();
    }
}
