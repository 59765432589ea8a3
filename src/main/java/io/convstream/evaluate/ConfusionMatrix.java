package io.convstream.evaluate;

/** Confusion matrix and cross entropy of predictions. */
final class ConfusionMatrix {

    /** Lower bound of a probability, so that one certain mistake does not make the mean loss infinite. */
    private static final double MIN_PROBABILITY = 1e-30;

    private final int classes;
    private final int[] counts;
    private int images;
    private double lossSum;

    ConfusionMatrix(int classes) {
        this.classes = classes;
        this.counts = new int[classes * classes];
    }

    /**
     * Adds the prediction of one image: the most probable class, the first of equal ones.
     *
     * @param probabilities {@code [images, classes]}
     * @param image its row
     * @param truth its class, from 0
     */
    void add(float[] probabilities, int image, int truth) {
        int from = image * classes;
        int predicted = 0;
        for (int c = 1; c < classes; c++) {
            if (probabilities[from + c] > probabilities[from + predicted]) {
                predicted = c;
            }
        }
        counts[truth * classes + predicted]++;
        images++;
        lossSum -= StrictMath.log(Math.max(probabilities[from + truth], MIN_PROBABILITY));
    }

    Score score() {
        int correct = 0;
        double[] recall = new double[classes];
        for (int truth = 0; truth < classes; truth++) {
            int truePositives = counts[truth * classes + truth];
            int positives = 0;
            for (int predicted = 0; predicted < classes; predicted++) {
                positives += counts[truth * classes + predicted];
            }
            recall[truth] = positives == 0 ? 0 : (double) truePositives / positives;
            correct += truePositives;
        }
        return new Score((double) correct / images, lossSum / images, images, recall, counts.clone());
    }
}
