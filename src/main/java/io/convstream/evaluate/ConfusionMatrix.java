package io.convstream.evaluate;

/** Counts predictions against the truth. */
final class ConfusionMatrix {

    /** Below this a probability counts as this: one certain mistake must not make the mean loss infinite. */
    private static final double LEAST_PROBABILITY = 1e-30;

    private final int classes;
    private final int[] counts;
    private int images;
    private double lossSum;

    ConfusionMatrix(int classes) {
        this.classes = classes;
        this.counts = new int[classes * classes];
    }

    /**
     * Counts one image. Of equally probable classes the first is the prediction.
     *
     * @param probabilities {@code [images, classes]}
     * @param image which of them
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
        lossSum -= StrictMath.log(Math.max(probabilities[from + truth], LEAST_PROBABILITY));
    }

    Score score() {
        int right = 0;
        double[] byClass = new double[classes];
        for (int truth = 0; truth < classes; truth++) {
            int hits = counts[truth * classes + truth];
            int all = 0;
            for (int predicted = 0; predicted < classes; predicted++) {
                all += counts[truth * classes + predicted];
            }
            byClass[truth] = all == 0 ? 0 : (double) hits / all;
            right += hits;
        }
        return new Score((double) right / images, lossSum / images, images, byClass, counts.clone());
    }
}
