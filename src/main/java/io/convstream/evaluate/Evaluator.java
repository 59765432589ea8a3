package io.convstream.evaluate;

import io.convstream.image.LabelledPictures;
import io.convstream.network.Classifier;
import io.convstream.network.ModelDefinition;
import java.util.concurrent.CancellationException;

/** Scores parameters of one network on the held-out pictures; for one thread at a time. */
public final class Evaluator implements AutoCloseable {

    /** Small enough that a second network's activations cost little memory beside the training's. */
    private static final int BATCH = 50;

    private final Classifier classifier;
    private final LabelledPictures pictures;
    private final int pictureSize;

    public Evaluator(ModelDefinition definition, LabelledPictures pictures) {
        if (pictures.labels().length == 0) {
            throw new IllegalArgumentException("there are no held-out pictures: nothing can be evaluated on them");
        }
        this.classifier = new Classifier(definition, BATCH);
        this.pictures = pictures;
        this.pictureSize = definition.input().size();
    }

    /**
     * Counts every held-out picture exactly once.
     *
     * @throws CancellationException where the thread is interrupted
     */
    public Score score(float[] parameters) {
        classifier.load(parameters);
        int[] labels = pictures.labels();
        float[] batch = new float[BATCH * pictureSize];
        ConfusionMatrix matrix = new ConfusionMatrix(classifier.classes());
        for (int from = 0; from < labels.length; from += BATCH) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("evaluation was interrupted");
            }
            int count = Math.min(BATCH, labels.length - from);
            System.arraycopy(pictures.pixels(), from * pictureSize, batch, 0, count * pictureSize);
            float[] probabilities = classifier.probabilities(batch, count);
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
