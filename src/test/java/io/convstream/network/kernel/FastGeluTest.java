package io.convstream.network.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.convstream.network.nd4j.NativeMemory;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class FastGeluTest {

    private static final int COUNT = 5_000; // an incomplete last chunk

    @Test
    void valuesAndSlopesAreThoseOfTheSigmoid() {
        try (var memory = new NativeMemory(DataType.FLOAT)) {
            INDArray x = memory.array(COUNT);
            FloatBuffer values = NativeMemory.floats(x);
            for (int i = 0; i < COUNT; i++) {
                values.put(i, -50 + 100f * i / (COUNT - 1));
            }
            INDArray y = memory.array(COUNT);
            INDArray slopes = memory.array(COUNT);
            var gelu = new FastGelu();
            gelu.forward(x, y).run();
            gelu.backward(x, memory.filled(1, COUNT), slopes).run();
            for (int i = 0; i < COUNT; i++) {
                double v = values.get(i);
                double sigmoid = 1 / (1 + Math.exp(-1.702 * v));
                double slope = sigmoid * (1 + 1.702 * v * (1 - sigmoid));
                assertThat((double) NativeMemory.floats(y).get(i)).isCloseTo(v * sigmoid, within(2e-6));
                assertThat((double) NativeMemory.floats(slopes).get(i)).isCloseTo(slope, within(2e-6));
            }
        }
    }

    @Test
    void aValueThatIsNoNumberStaysNone() {
        try (var memory = new NativeMemory(DataType.FLOAT)) {
            INDArray x = memory.filled(Float.NaN, 1);
            INDArray y = memory.array(1);
            new FastGelu().forward(x, y).run();
            assertThat(NativeMemory.floats(y).get(0)).isNaN();
        }
    }
}
