package io.convstream.network.kernel;

import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.operation.KernelGeometry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Unfolds images to a matrix with one row per kernel position (im2col), in row-major order of the positions, image by
 * image. A row holds the kernel's pixels {@code [kernel height, kernel width, channels]}, after a one if there is a
 * bias. Padding is zero. Float or double; sizes and offsets are in bytes.
 */
final class Im2Col {

    private final ByteBuffer images;
    private final int imageHeight;
    private final int imageLine;
    private final int[] stride;
    private final int kernelHeight;
    private final int kernelLine;
    private final int pixel;

    /** One image with its padding. */
    private final byte[] padded;

    private final int paddedLine;
    /** Offset of the image's first pixel in {@link #padded}. */
    private final int start;
    /** Part of the image that the kernel covers. */
    private final int coveredHeight;

    private final int coveredLine;

    private final INDArray matrix;
    private final ByteBuffer rows;
    private final int row;
    /** The rows of one line of kernel positions. */
    private final byte[] lineRows;

    private final int outputHeight;

    /**
     * Allocates the matrix.
     *
     * @param images {@code [images, height, width, channels]}, not a view
     * @param outputHeight number of kernel positions in a column of an image
     * @param outputWidth number of kernel positions in a line of an image
     * @param ones whether each row begins with a one, for a bias
     * @param maxImages number of images for which the matrix has space
     */
    Im2Col(
            NativeMemory memory,
            KernelGeometry geometry,
            INDArray images,
            long outputHeight,
            long outputWidth,
            boolean ones,
            long maxImages) {
        int value = memory.type().width();
        int[] kernel = geometry.kernel();
        int[] padding = geometry.padding();
        long paddedHeight = (outputHeight - 1) * geometry.stride()[0] + kernel[0];
        long paddedWidth = (outputWidth - 1) * geometry.stride()[1] + kernel[1];
        this.images = images.data().pointer().asByteBuffer();
        this.outputHeight = (int) outputHeight;
        stride = geometry.stride();
        pixel = (int) images.size(3) * value;
        kernelHeight = kernel[0];
        kernelLine = kernel[1] * pixel;
        imageHeight = (int) images.size(1);
        imageLine = (int) images.size(2) * pixel;
        paddedLine = (int) paddedWidth * pixel;
        padded = new byte[(int) paddedHeight * paddedLine];
        start = padding[0] * paddedLine + padding[1] * pixel;
        coveredHeight = (int) Math.min(imageHeight, paddedHeight - padding[0]);
        coveredLine = (int) Math.min(imageLine, (paddedWidth - padding[1]) * pixel);
        int columns = (ones ? 1 : 0) + kernelHeight * kernelLine / value;
        matrix = memory.array(maxImages * outputHeight * outputWidth, columns);
        rows = matrix.data().pointer().asByteBuffer();
        row = columns * value;
        lineRows = new byte[(int) outputWidth * row];
        if (ones) {
            ByteBuffer line = ByteBuffer.wrap(lineRows).order(ByteOrder.nativeOrder());
            for (int offset = 0; offset < line.capacity(); offset += row) {
                if (memory.type() == DataType.DOUBLE) {
                    line.putDouble(offset, 1);
                } else {
                    line.putFloat(offset, 1);
                }
            }
        }
    }

    /** The rows of the first {@code count} unfolded images, {@code [count * outputHeight * outputWidth, columns]}. */
    INDArray matrix(long count) {
        return NativeMemory.view(matrix, 0, count * outputHeight * (lineRows.length / row), matrix.size(1));
    }

    /** Unfolds {@code count} images into the matrix. */
    void unfold(int first, int count) {
        for (int image = 0; image < count; image++) {
            for (int line = 0; line < coveredHeight; line++) {
                int from = ((first + image) * imageHeight + line) * imageLine;
                images.get(from, padded, start + line * paddedLine, coveredLine);
            }
            for (int line = 0; line < outputHeight; line++) {
                unfoldLine(line * stride[0] * paddedLine);
                rows.put((image * outputHeight + line) * lineRows.length, lineRows);
            }
        }
    }

    /** @param top offset in {@link #padded} of the first line that the kernel covers */
    private void unfoldLine(int top) {
        for (int from = top, to = row - kernelHeight * kernelLine;
                to < lineRows.length;
                from += stride[1] * pixel, to += row) {
            for (int i = 0; i < kernelHeight; i++) {
                System.arraycopy(padded, from + i * paddedLine, lineRows, to + i * kernelLine, kernelLine);
            }
        }
    }
}
