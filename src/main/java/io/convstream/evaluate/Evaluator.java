package io.convstream.evaluate;

import io.convstream.image.LabeledImages;
import io.convstream.network.Classifier;
import io.convstream.network.Gpus;
import io.convstream.network.ModelDefinition;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Evaluates parameters of one network on labeled images. Not thread-safe. */
public final class Evaluator implements AutoCloseable {

    /** Batch size, small so that the activations take little memory next to those of training. */
    public static final int BATCH = 50;

    private final Classifier classifier;
    private final int imageSize;

    /** The same images in the same order with different test-time augmentations. */
    @FunctionalInterface
    public interface Augmentations {

        /**
         * Reads the images with an augmentation; the previous result is no longer used.
         *
         * @throws IOException with the path, if images cannot be read
         */
        LabeledImages read(int augmentation) throws IOException;
    }

    /**
     * Compiles the network of a model.
     *
     * @param threads compute threads
     * @param gpus used instead, if there are any
     */
    public Evaluator(ModelDefinition definition, int threads, Gpus gpus) {
        this.classifier = new Classifier(definition, BATCH, threads, gpus);
        this.imageSize = definition.input().size();
    }

    /**
     * Evaluates parameters on all images.
     *
     * @throws CancellationException if the thread is interrupted
     */
    public Score score(float[] parameters, LabeledImages images) {
        float[] sums = sums(parameters, images, 1);
        return score(sums, 1, images.labels());
    }

    /**
     * Evaluates with test-time augmentation: averages the probabilities of each image over its augmentations.
     *
     * @param weights of the augmentations, relative to each other
     * @throws IOException with the path, if images cannot be read
     * @throws CancellationException if the thread is interrupted
     */
    public Score score(float[] parameters, List<Integer> weights, Augmentations augmentations) throws IOException {
        LabeledImages images = augmentations.read(0);
        float[] sums = sums(parameters, images, weights.get(0));
        for (int augmentation = 1; augmentation < weights.size(); augmentation++) {
            images = augmentations.read(augmentation);
            addProbabilities(images, weights.get(augmentation), sums);
        }
        int total = weights.stream().mapToInt(Integer::intValue).sum();
        return score(sums, total, images.labels());
    }

    /** Returns the probabilities of the first augmentation, to add the others to. */
    private float[] sums(float[] parameters, LabeledImages images, int weight) {
        classifier.load(parameters);
        float[] sums = new float[images.labels().length * classifier.classes()];
        addProbabilities(images, weight, sums);
        return sums;
    }

    private void addProbabilities(LabeledImages images, int weight, float[] sums) {
        int size = images.labels().length;
        int classes = classifier.classes();
        float[] batch = new float[BATCH * imageSize];
        for (int from = 0; from < size; from += BATCH) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("evaluation was interrupted");
            }
            int count = Math.min(BATCH, size - from);
            System.arraycopy(images.pixels(), from * imageSize, batch, 0, count * imageSize);
            float[] probabilities = classifier.probabilities(batch, count);
            for (int i = 0; i < count * classes; i++) {
                sums[from * classes + i] += weight * probabilities[i];
            }
        }
    }

    private Score score(float[] sums, int totalWeight, int[] labels) {
        if (labels.length == 0) {
            throw new IllegalArgumentException("no held-out images to evaluate on");
        }
        ConfusionMatrix matrix = new ConfusionMatrix(classifier.classes());
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= totalWeight;
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
