package io.convstream.network.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.convstream.image.ImageShape;
import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.operation.Activations;
import io.convstream.network.operation.KernelGeometry;
import java.util.Random;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Compares maxima and gradients with ND4J's: overlapping windows, pixels in no window, equal values. */
class MaxPoolingTest {

    private static final ImageShape INPUT = new ImageShape(9, 11, 5);
    private static final int IMAGES = 3;

    @ParameterizedTest(name = "{0}x{1}, stride {2}x{3}, padding {4}x{5}, same {6}")
    @CsvSource({
        "3, 3, 2, 2, 0, 0, true",
        "2, 2, 2, 2, 0, 0, true",
        "2, 2, 2, 2, 0, 0, false",
        "3, 2, 1, 1, 0, 0, true",
        "3, 3, 1, 2, 1, 1, false",
        "2, 3, 3, 1, 1, 2, false",
        "1, 2, 2, 4, 0, 0, false",
        "5, 4, 2, 3, 2, 1, false",
        "9, 11, 9, 11, 0, 0, false",
    })
    void agreesWithNd4j(int height, int width, int down, int across, int top, int left, boolean same) {
        var mode = same ? ConvolutionMode.Same : ConvolutionMode.Truncate;
        int[] kernel = {height, width};
        KernelGeometry geometry = KernelGeometry.of(
                mode, kernel, new int[] {down, across}, new int[] {top, left}, new int[] {1, 1}, INPUT);
        ImageShape pooled = geometry.out(INPUT, INPUT.channels());
        try (var memory = new NativeMemory(DataType.FLOAT)) {
            var random = new Random(1);
            Activations input = activations(memory, INPUT, random);
            Activations out = activations(memory, pooled, random);
            INDArray gradient = out.requireGradient().dup();
            var pooling = new MaxPooling(geometry, INPUT, pooled, input, out);
            for (int pass = 0; pass < 2; pass++) {
                pooling.forward();
                pooling.backward();
            }

            long[] arguments = geometry.arguments(0, 1);
            INDArray y = memory.array(out.values().shape());
            memory.op("maxpool2d", NativeMemory.in(input.values()), y)
                    .iArgs(arguments)
                    .run();
            assertThat(floats(out.values())).containsExactly(floats(y));
            INDArray dx = memory.array(input.values().shape());
            memory.op("maxpool2d_bp", NativeMemory.in(input.values(), gradient), dx)
                    .iArgs(arguments)
                    .run();
            assertThat(floats(input.requireGradient())).containsExactly(floats(dx), within(1e-6f));
        }
    }

    /** Random activations of few different values, so that many windows have several maxima. */
    private static Activations activations(NativeMemory memory, ImageShape shape, Random random) {
        long[] dimensions = {IMAGES, shape.height(), shape.width(), shape.channels()};
        var activations = new Activations(memory.array(dimensions), memory.array(dimensions));
        var values = new float[IMAGES * shape.size()];
        for (INDArray array : new INDArray[] {activations.values(), activations.requireGradient()}) {
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextInt(5) - 2.5f;
            }
            NativeMemory.put(values, 0, values.length, array);
        }
        return activations;
    }

    private static float[] floats(INDArray array) {
        return array.reshape(array.length()).toFloatVector();
    }
}
