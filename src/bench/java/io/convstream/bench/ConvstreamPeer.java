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
        ModelDefinition definition = definition(problem, towers, engine);
        trainer = new Trainer(definition, TrainerState.initial(definition, problem.parameters()));
        classifier = new Classifier(definition, problem.batch(), towers);
    }

    /** The preset with SGD and without its L2 terms. */
    static ModelDefinition definition(Problem problem, int towers, Engine engine) {
        var input = new ImageShape(problem.size(), problem.size(), Problem.CHANNELS);
        String configuration = Hyperparameters.tutorial(problem.batch(), 0)
                .withSchedule("constant")
                .withLearningRate(Problem.LEARNING_RATE)
                .withL2(0)
                .apply(Presets.configuration(problem.network().preset(), input, Problem.CLASSES, 1));
        return new ModelDefinition(
                "bench", configuration, Framing.whole(input), problem.batch(), towers, 1, 0.999, 0, engine);
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
