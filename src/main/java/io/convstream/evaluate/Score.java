package io.convstream.evaluate;

/**
 * How well one set of parameters does on the held-out pictures.
 *
 * @param precision precision@1: the share of pictures whose most probable class is the right one, 0 to 1
 * @param loss mean cross entropy, without L2 terms
 * @param pictures how many pictures were counted, each exactly once
 * @param confusion how often class t was taken for class p, at {@code [t * classes + p]}
 */
public record Score(double precision, double loss, int pictures, int[] confusion) {

    /** The share of each class's pictures that were classified rightly, 0 to 1; 0 for a class without pictures. */
    public double[] precisionByClass() {
        int classes = (int) Math.sqrt(confusion.length);
        double[] shares = new double[classes];
        for (int truth = 0; truth < classes; truth++) {
            int all = 0;
            for (int predicted = 0; predicted < classes; predicted++) {
                all += confusion[truth * classes + predicted];
            }
            shares[truth] = all == 0 ? 0 : (double) confusion[truth * classes + truth] / all;
        }
        return shares;
    }
}
