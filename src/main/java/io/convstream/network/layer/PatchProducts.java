package io.convstream.network.layer;

import io.convstream.image.ImageShape;

/** Mean products of the values of image patches, of all positions at which a kernel lies within the image. */
final class PatchProducts {

    private final ImageShape image;
    private final int height;
    private final int width;
    private final int length;

    /**
     * Describes the patches.
     *
     * @param height of a patch in pixels
     * @param width of a patch in pixels
     */
    PatchProducts(ImageShape image, int height, int width) {
        this.image = image;
        this.height = height;
        this.width = width;
        length = height * width * image.channels();
    }

    /** Number of products: of each value of a patch with each. */
    int size() {
        return length * length;
    }

    /**
     * Returns the sum over all patches, {@code [length, length]} in the order {@code [height, width, channels]} of a patch.
     *
     * @param pixels {@code [images, height, width, channels]}
     */
    double[] sum(double[] pixels) {
        var sums = new double[size()];
        var patch = new double[length];
        int line = width * image.channels();
        for (int start = 0; start < pixels.length; start += image.size()) {
            for (int row = 0; row <= image.height() - height; row++) {
                for (int column = 0; column <= image.width() - width; column++) {
                    for (int y = 0; y < height; y++) {
                        int from = start + ((row + y) * image.width() + column) * image.channels();
                        System.arraycopy(pixels, from, patch, y * line, line);
                    }
                    addProducts(patch, sums);
                }
            }
        }
        for (int i = 0; i < length; i++) {
            for (int j = 0; j < i; j++) {
                sums[i * length + j] = sums[j * length + i];
            }
        }
        return sums;
    }

    private void addProducts(double[] patch, double[] sums) {
        for (int i = 0; i < length; i++) {
            double value = patch[i];
            for (int j = i; j < length; j++) {
                sums[i * length + j] += value * patch[j];
            }
        }
    }

    /**
     * Returns the mean over all patches of a batch.
     *
     * @param sums of each tower, one after the other
     */
    double[][] mean(double[] sums, int images) {
        double patches = (double) images * (image.height() - height + 1) * (image.width() - width + 1);
        var mean = new double[length][length];
        for (int tower = 0; tower < sums.length; tower += size()) {
            for (int i = 0; i < size(); i++) {
                mean[i / length][i % length] += sums[tower + i] / patches;
            }
        }
        return mean;
    }
}
