package io.convstream.evaluate;

/**
 * How well one set of parameters does on the held-out pictures.
 *
 * @param precision precision@1: the share of pictures whose most probable class is the right one, 0 to 1
 * @param loss mean cross entropy, without L2 terms
 * @param pictures how many pictures were counted, each exactly once
 * @param precisionByClass the share of each class's pictures that were classified rightly, 0 to 1; 0 for a class
 *     without pictures
 * @param confusion how often class t was taken for class p, at {@code [t * classes + p]}
 */
public record Score(double precision, double loss, int pictures, double[] precisionByClass, int[] confusion) {}
