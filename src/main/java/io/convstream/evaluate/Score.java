package io.convstream.evaluate;

/**
 * How well one set of parameters does on the held-out images.
 *
 * @param precision precision@1: the share of images whose most probable class is the right one, 0 to 1
 * @param loss mean cross entropy, without L2 terms
 * @param images how many images were counted, each exactly once
 * @param recallByClass the share of each class's images that were classified rightly, 0 to 1; 0 for a class
 *     without images
 * @param confusionMatrix how often class t was taken for class p, at {@code [t * classes + p]}
 */
public record Score(double precision, double loss, int images, double[] recallByClass, int[] confusionMatrix) {}
