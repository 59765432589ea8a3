package io.convstream.network.nd4j;

import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.ObjIntConsumer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Native memory with one owner: arrays and the operations on them, all freed by {@link #close()} and not when the
 * garbage collector comes round.
 */
public final class NativeMemory implements AutoCloseable {

    /** A core's first cache holds it. */
    private static final int CHUNK = 4096;

    private final DataType type;
    private final Deque<AutoCloseable> held = new ArrayDeque<>();

    /**
     * Owns nothing yet.
     *
     * @param type FLOAT; tests run the same plan in DOUBLE against finite differences
     */
    public NativeMemory(DataType type) {
        Nd4jRuntime.start();
        this.type = type;
    }

    public DataType type() {
        return type;
    }

    /** A new array of zeros in C order. */
    public INDArray array(long... shape) {
        INDArray array = Nd4j.create(type, shape);
        held.push(array);
        return array;
    }

    public INDArray filled(double value, long... shape) {
        INDArray array = array(shape);
        array.assign(value);
        return array;
    }

    /** A new matrix of constants. */
    public INDArray matrix(double[][] values) {
        INDArray matrix = array(values.length, values[0].length);
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values[i].length; j++) {
                matrix.putScalar(i, j, values[i][j]);
            }
        }
        return matrix;
    }

    /** An operation that is freed with this memory. */
    public NativeOp op(String name, INDArray[] inputs, INDArray... outputs) {
        var op = new NativeOp(name, inputs, outputs);
        held.push(op);
        return op;
    }

    /** {@code c = factor · a · b}, each operand transposed where asked. */
    public NativeOp product(INDArray a, boolean transposeA, INDArray b, boolean transposeB, double factor, INDArray c) {
        return op("matmul", in(a, b), c)
                .integers(transposeA ? 1 : 0, transposeB ? 1 : 0, 0)
                .reals(factor, 0);
    }

    /** {@code c += a · b}. */
    public NativeOp productOnto(INDArray a, boolean transposeA, INDArray b, boolean transposeB, INDArray c) {
        return product(a, transposeA, b, transposeB, 1, c).reals(1, 1);
    }

    /** The sum of each column of a matrix times a factor, as a product with ones: 18 times faster than reduce_sum. */
    public NativeOp columnSums(INDArray matrix, double factor, INDArray sums) {
        INDArray ones = filled(1, 1, matrix.size(0));
        return product(ones, false, matrix, false, factor, sums.reshape('c', 1, matrix.size(1)));
    }

    public static INDArray[] in(INDArray... arrays) {
        return arrays;
    }

    /** A part of a flat array, seen in another shape. */
    public static INDArray view(INDArray flat, long offset, long... shape) {
        return Nd4j.create(flat.data(), shape, Nd4j.getStrides(shape, 'c'), flat.offset() + offset, 'c');
    }

    /** One matrix of an array of three dimensions. */
    public static INDArray slice(INDArray array, long index) {
        return view(array, index * array.size(1) * array.size(2), array.size(1), array.size(2));
    }

    /** The floats of a whole array (not a view). */
    public static FloatBuffer floats(INDArray array) {
        return ((FloatPointer) array.data().pointer()).asBuffer();
    }

    /** Copies values into the start of a whole array (not a view). */
    public static void put(float[] values, int from, int count, INDArray array) {
        if (array.data().pointer() instanceof FloatPointer floats) {
            floats.put(values, from, count);
        } else {
            var wide = new double[count];
            for (int i = 0; i < count; i++) {
                wide[i] = values[from + i];
            }
            putSmall(wide, array);
        }
    }

    /** Copies the start of a whole array (not a view). */
    public static void get(INDArray array, float[] values) {
        if (array.data().pointer() instanceof FloatPointer floats) {
            floats.get(values, 0, values.length);
        } else {
            var wide = new double[values.length];
            getSmall(array, wide);
            for (int i = 0; i < wide.length; i++) {
                values[i] = (float) wide[i];
            }
        }
    }

    /**
     * Reads a stretch of a whole array of floats (not a view), some thousand values at a time.
     *
     * @param chunks takes the values and how many there are
     */
    public static void read(INDArray array, long from, long count, ObjIntConsumer<float[]> chunks) {
        var floats = (FloatPointer) array.data().pointer();
        var chunk = new float[CHUNK];
        for (long done = 0; done < count; done += CHUNK) {
            int length = (int) Math.min(CHUNK, count - done);
            floats.getPointer(from + done).get(chunk, 0, length);
            chunks.accept(chunk, length);
        }
    }

    /** As {@link #put}, for a few values in full precision. */
    public static void putSmall(double[] values, INDArray array) {
        if (array.data().pointer() instanceof DoublePointer doubles) {
            doubles.put(values, 0, values.length);
        } else {
            var narrow = new float[values.length];
            for (int i = 0; i < narrow.length; i++) {
                narrow[i] = (float) values[i];
            }
            put(narrow, 0, narrow.length, array);
        }
    }

    /** As {@link #get}, for a few values in full precision. */
    public static void getSmall(INDArray array, double[] values) {
        if (array.data().pointer() instanceof DoublePointer doubles) {
            doubles.get(values, 0, values.length);
        } else {
            var narrow = new float[values.length];
            get(array, narrow);
            for (int i = 0; i < narrow.length; i++) {
                values[i] = narrow[i];
            }
        }
    }

    @Override
    public void close() {
        while (!held.isEmpty()) {
            free(held.pop());
        }
    }

    public static void free(AutoCloseable item) {
        try {
            item.close();
        } catch (Exception e) {
            throw new IllegalStateException("cannot free native memory", e);
        }
    }
}
