package io.convstream.evaluate;

import io.convstream.image.LabelledPictures;
import io.convstream.network.Classifier;
import io.convstream.network.ModelDefinition;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Scores parameters of one network on the held-out pictures; for one thread at a time. */
public final class Evaluator implements AutoCloseable {

    /** Small enough that a second network's activations cost little memory beside the training's. */
    private static final int BATCH = 50;

    private final Classifier classifier;
    private final List<LabelledPictures> views;
    private final int pictureSize;

    /** An evaluator on one thread, that of evaluation beside training. */
    public Evaluator(ModelDefinition definition, LabelledPictures pictures) {
        this(definition, List.of(pictures), 1);
    }

    /**
     * An evaluator that looks at each picture several times and takes the mean of the probabilities.
     *
     * @param views the same pictures in the same order, each time seen another way
     * @param threads that compute
     */
    public Evaluator(ModelDefinition definition, List<LabelledPictures> views, int threads) {
        if (views.get(0).labels().length == 0) {
            throw new IllegalArgumentException("there are no held-out pictures: nothing can be evaluated on them");
        }
        this.classifier = new Classifier(definition, BATCH, threads);
        this.views = views;
        this.pictureSize = definition.input().size();
    }

    /**
     * Counts every held-out picture exactly once.
     *
     * @throws CancellationException where the thread is interrupted
     */
    public Score score(float[] parameters) {
        classifier.load(parameters);
        int[] labels = views.get(0).labels();
        float[] batch = new float[BATCH * pictureSize];
        ConfusionMatrix matrix = new ConfusionMatrix(classifier.classes());
        for (int from = 0; from < labels.length; from += BATCH) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("evaluation was interrupted");
            }
            int count = Math.min(BATCH, labels.length - from);
            float[] probabilities = new float[count * classifier.classes()];
            for (LabelledPictures view : views) {
                System.arraycopy(view.pixels(), from * pictureSize, batch, 0, count * pictureSize);
                float[] ofView = classifier.probabilities(batch, count);
                for (int i = 0; i < probabilities.length; i++) {
                    probabilities[i] += ofView[i] / views.size();
                }
            }
            for (int i = 0; i < count; i++) {
                matrix.add(probabilities, i, labels[from + i]);
            }
        }
        return matrix.score();
    }

    @Override
    public void close() {
        classifier.close();
    }
}
