package io.convstream.network.kernel;

import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.operation.KernelGeometry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a kernel sees of some images, a row for each place where it stands (im2col). Sizes are in bytes. */
final class Im2Col {

    private final ByteBuffer pixels;
    private final int imageLines;
    private final int imageLine;
    private final int[] stride;
    private final int kernelLines;
    private final int kernelLine;
    private final int pixel;

    /** One image with its padding. */
    private final byte[] padded;

    private final int paddedLine;
    /** Where in it the image starts, and how much of the image is ever seen. */
    private final int start;

    private final int seenLines;
    private final int seenLine;

    private final INDArray matrix;
    private final ByteBuffer rows;
    private final int row;
    /** The rows for a line of places. */
    private final byte[] places;

    private final int placeLines;

    /**
     * @param pixels {@code [n, h, w, c]}, a whole array (not a view)
     * @param placeLines lines of places in an image
     * @param places places in a line
     * @param ones whether each row begins with a one
     * @param most how many images at a time
     */
    Im2Col(
            NativeMemory memory,
            KernelGeometry window,
            INDArray pixels,
            long placeLines,
            long places,
            boolean ones,
            long most) {
        int value = memory.type().width();
        int[] kernel = window.kernel();
        int[] before = window.padding();
        long paddedLines = (placeLines - 1) * window.stride()[0] + kernel[0];
        long paddedPixels = (places - 1) * window.stride()[1] + kernel[1];
        this.pixels = pixels.data().pointer().asByteBuffer();
        this.placeLines = (int) placeLines;
        stride = window.stride();
        pixel = (int) pixels.size(3) * value;
        kernelLines = kernel[0];
        kernelLine = kernel[1] * pixel;
        imageLines = (int) pixels.size(1);
        imageLine = (int) pixels.size(2) * pixel;
        paddedLine = (int) paddedPixels * pixel;
        padded = new byte[(int) paddedLines * paddedLine];
        start = before[0] * paddedLine + before[1] * pixel;
        seenLines = (int) Math.min(imageLines, paddedLines - before[0]);
        seenLine = (int) Math.min(imageLine, (paddedPixels - before[1]) * pixel);
        int columns = (ones ? 1 : 0) + kernelLines * kernelLine / value;
        matrix = memory.array(most * placeLines * places, columns);
        rows = matrix.data().pointer().asByteBuffer();
        row = columns * value;
        this.places = new byte[(int) places * row];
        if (ones) {
            ByteBuffer line = ByteBuffer.wrap(this.places).order(ByteOrder.nativeOrder());
            for (int at = 0; at < line.capacity(); at += row) {
                if (memory.type() == DataType.DOUBLE) {
                    line.putDouble(at, 1);
                } else {
                    line.putFloat(at, 1);
                }
            }
        }
    }

    /** The rows of the first so many images that are cut, {@code [images * places, columns]}. */
    INDArray matrix(long count) {
        return NativeMemory.view(matrix, 0, count * placeLines * (places.length / row), matrix.size(1));
    }

    /** Cuts so many images into the matrix. */
    void cut(int first, int count) {
        for (int image = 0; image < count; image++) {
            for (int line = 0; line < seenLines; line++) {
                int from = ((first + image) * imageLines + line) * imageLine;
                pixels.get(from, padded, start + line * paddedLine, seenLine);
            }
            for (int line = 0; line < placeLines; line++) {
                cutLine(line * stride[0] * paddedLine);
                rows.put((image * placeLines + line) * places.length, places);
            }
        }
    }

    private void cutLine(int top) {
        for (int from = top, to = row - kernelLines * kernelLine;
                to < places.length;
                from += stride[1] * pixel, to += row) {
            for (int i = 0; i < kernelLines; i++) {
                System.arraycopy(padded, from + i * paddedLine, places, to + i * kernelLine, kernelLine);
            }
        }
    }
}
