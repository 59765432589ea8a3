package io.convstream.change;

import io.convstream.drift.FadingMean;
import io.convstream.drift.WindowMean;

/**
 * The prequential recall of a class: the share of its images that are classified correctly before the model is trained on
 * them. A step without images of the class changes nothing.
 *
 * @param fading weighted by images; falls by 1 % with each step
 * @param window of the last steps
 */
record ClassEstimate(FadingMean fading, WindowMean window) {

    /** The newest steps, which a reported change compares with the window. */
    private static final int RECENT = 20;

    ClassEstimate() {
        this(new FadingMean(Monitor.FADING), new WindowMean(Monitor.WINDOW));
    }

    ClassEstimate add(int images, int correct) {
        double recall = (double) correct / images;
        return new ClassEstimate(fading.add(recall, images), window.add(recall, images));
    }

    boolean isEmpty() {
        return window.count() == 0;
    }

    ClassRecall recall(String name) {
        return new ClassRecall(name, fading.mean(), window.mean(), window.newest(RECENT));
    }
}
