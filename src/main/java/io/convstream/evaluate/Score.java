package io.convstream.evaluate;

import org.apache.flink.annotation.PublicEvolving;

/**
 * The performance of one set of parameters on the held-out images.
 *
 * @param precision precision@1, which is accuracy: the share of images whose most probable class is the true one,
 *     0 to 1
 * @param loss mean cross entropy, without L2 terms
 * @param images the number of images
 * @param recallByClass recall of each class: the share of its images that were classified correctly, 0 to 1; 0 if it
 *     has no images
 * @param confusionMatrix the number of images of class t predicted as class p, at {@code [t * classes + p]}
 */
@PublicEvolving
public record Score(double precision, double loss, int images, double[] recallByClass, int[] confusionMatrix) {}
