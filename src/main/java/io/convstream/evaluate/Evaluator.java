package io.convstream.evaluate;

import io.convstream.image.LabelledPictures;
import io.convstream.network.Classifier;
import io.convstream.network.Gpus;
import io.convstream.network.ModelDefinition;
import java.io.IOException;
import java.util.concurrent.CancellationException;

/** Scores parameters of one network on held-out pictures; for one thread at a time. */
public final class Evaluator implements AutoCloseable {

    /** The number of images at once: small enough that a second network's activations cost little memory beside the training's. */
    public static final int BATCH = 50;

    private final Classifier classifier;
    private final int pictureSize;

    /** The same pictures in the same order, each time seen another way. */
    @FunctionalInterface
    public interface Views {

        /**
         * Reads a view; the one before is no longer needed.
         *
         * @throws IOException with the path, where pictures cannot be read
         */
        LabelledPictures read(int view) throws IOException;
    }

    /**
     * @param threads that compute
     * @param gpus where they do, if there are any
     */
    public Evaluator(ModelDefinition definition, int threads, Gpus gpus) {
        this.classifier = new Classifier(definition, BATCH, threads, gpus);
        this.pictureSize = definition.input().size();
    }

    /**
     * Counts every picture exactly once.
     *
     * @throws CancellationException where the thread is interrupted
     */
    public Score score(float[] parameters, LabelledPictures pictures) {
        float[] sums = sums(parameters, pictures);
        return score(sums, 1, pictures.labels());
    }

    /**
     * Looks at each picture several times and takes the mean of the probabilities.
     *
     * @param count how many views there are
     * @throws IOException with the path, where pictures cannot be read
     * @throws CancellationException where the thread is interrupted
     */
    public Score score(float[] parameters, int count, Views views) throws IOException {
        LabelledPictures pictures = views.read(0);
        float[] sums = sums(parameters, pictures);
        for (int view = 1; view < count; view++) {
            pictures = views.read(view);
            addProbabilities(pictures, sums);
        }
        return score(sums, count, pictures.labels());
    }

    /** The probabilities of the first view, to which those of others can be added. */
    private float[] sums(float[] parameters, LabelledPictures pictures) {
        classifier.load(parameters);
        float[] sums = new float[pictures.labels().length * classifier.classes()];
        addProbabilities(pictures, sums);
        return sums;
    }

    private void addProbabilities(LabelledPictures pictures, float[] sums) {
        int size = pictures.labels().length;
        int classes = classifier.classes();
        float[] batch = new float[BATCH * pictureSize];
        for (int from = 0; from < size; from += BATCH) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("evaluation was interrupted");
            }
            int count = Math.min(BATCH, size - from);
            System.arraycopy(pictures.pixels(), from * pictureSize, batch, 0, count * pictureSize);
            float[] probabilities = classifier.probabilities(batch, count);
            for (int i = 0; i < count * classes; i++) {
                sums[from * classes + i] += probabilities[i];
            }
        }
    }

    private Score score(float[] sums, int views, int[] labels) {
        if (labels.length == 0) {
            throw new IllegalArgumentException("there are no held-out pictures: nothing can be evaluated on them");
        }
        ConfusionMatrix matrix = new ConfusionMatrix(classifier.classes());
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= views;
        }
        for (int i = 0; i < labels.length; i++) {
            matrix.add(sums, i, labels[i]);
        }
        return matrix.score();
    }

    @Override
    public void close() {
        classifier.close();
    }
}
