package io.convstream.network.engine;

import io.convstream.network.nd4j.NativeMemory;
import java.util.function.ObjIntConsumer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Float values that are read in chunks. */
public interface FloatSource {

    /** Number of values. */
    long length();

    /**
     * Reads a range.
     *
     * @param chunks receives a buffer and the number of valid values in it
     */
    void read(long from, long count, ObjIntConsumer<float[]> chunks);

    /** Returns the values of an array in the CPU's memory that is not a view, without a copy. */
    static FloatSource of(INDArray array) {
        return new FloatSource() {
            @Override
            public long length() {
                return array.length();
            }

            @Override
            public void read(long from, long count, ObjIntConsumer<float[]> chunks) {
                NativeMemory.read(array, from, count, chunks);
            }
        };
    }

    /** Returns the values of an array. */
    static FloatSource of(float[] values) {
        return new FloatSource() {
            @Override
            public long length() {
                return values.length;
            }

            @Override
            public void read(long from, long count, ObjIntConsumer<float[]> chunks) {
                float[] range = new float[Math.toIntExact(count)];
                System.arraycopy(values, Math.toIntExact(from), range, 0, range.length);
                chunks.accept(range, range.length);
            }
        };
    }
}
