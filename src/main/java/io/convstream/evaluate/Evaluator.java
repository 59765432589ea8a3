package io.convstream.evaluate;

import io.convstream.image.LabeledImages;
import io.convstream.network.Classifier;
import io.convstream.network.Gpus;
import io.convstream.network.ModelDefinition;
import java.io.IOException;
import java.util.concurrent.CancellationException;

/** Scores parameters of one network on held-out images; for one thread at a time. */
public final class Evaluator implements AutoCloseable {

    /** The number of images at once: small enough that a second network's activations cost little memory beside the training's. */
    public static final int BATCH = 50;

    private final Classifier classifier;
    private final int imagesize;

    /** The same images in the same order, each time seen another way. */
    @FunctionalInterface
    public interface Views {

        /**
         * Reads a view; the one before is no longer needed.
         *
         * @throws IOException with the path, where images cannot be read
         */
        LabeledImages read(int view) throws IOException;
    }

    /**
     * Compiles the network of a model.
     *
     * @param threads that compute
     * @param gpus where they do, if there are any
     */
    public Evaluator(ModelDefinition definition, int threads, Gpus gpus) {
        this.classifier = new Classifier(definition, BATCH, threads, gpus);
        this.imagesize = definition.input().size();
    }

    /**
     * Counts every image exactly once.
     *
     * @throws CancellationException where the thread is interrupted
     */
    public Score score(float[] parameters, LabeledImages images) {
        float[] sums = sums(parameters, images);
        return score(sums, 1, images.labels());
    }

    /**
     * Looks at each image several times and takes the mean of the probabilities.
     *
     * @param count how many views there are
     * @throws IOException with the path, where images cannot be read
     * @throws CancellationException where the thread is interrupted
     */
    public Score score(float[] parameters, int count, Views views) throws IOException {
        LabeledImages images = views.read(0);
        float[] sums = sums(parameters, images);
        for (int view = 1; view < count; view++) {
            images = views.read(view);
            addProbabilities(images, sums);
        }
        return score(sums, count, images.labels());
    }

    /** The probabilities of the first view, to which those of others can be added. */
    private float[] sums(float[] parameters, LabeledImages images) {
        classifier.load(parameters);
        float[] sums = new float[images.labels().length * classifier.classes()];
        addProbabilities(images, sums);
        return sums;
    }

    private void addProbabilities(LabeledImages images, float[] sums) {
        int size = images.labels().length;
        int classes = classifier.classes();
        float[] batch = new float[BATCH * imagesize];
        for (int from = 0; from < size; from += BATCH) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("evaluation was interrupted");
            }
            int count = Math.min(BATCH, size - from);
            System.arraycopy(images.pixels(), from * imagesize, batch, 0, count * imagesize);
            float[] probabilities = classifier.probabilities(batch, count);
            for (int i = 0; i < count * classes; i++) {
                sums[from * classes + i] += probabilities[i];
            }
        }
    }

    private Score score(float[] sums, int views, int[] labels) {
        if (labels.length == 0) {
            throw new IllegalArgumentException("there are no held-out images: nothing can be evaluated on them");
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
