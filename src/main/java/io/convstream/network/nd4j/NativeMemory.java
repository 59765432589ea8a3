package io.convstream.network.nd4j;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.function.ObjIntConsumer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Native memory with one owner: arrays and the operations on them, freed by {@link #close()} instead of the garbage
 * collector.
 */
public final class NativeMemory implements AutoCloseable {

    /** Values per chunk: 16 kB, half of a core's L1 cache. */
    private static final int CHUNK = 4096;

    private final DataType type;
    private final OwnedResources resources = new OwnedResources();

    /**
     * Creates an owner without arrays.
     *
     * @param type FLOAT; DOUBLE in tests, which compare the same plan with finite differences
     * @throws IllegalStateException if ND4J cannot run on this machine
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
        return resources.add(Nd4j.create(type, shape));
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

    /** A native operation that is freed with this memory. */
    public NativeOp op(String name, INDArray[] inputs, INDArray... outputs) {
        return resources.add(new NativeOp(name, inputs, outputs));
    }

    /** {@code c = factor · a · b}, with {@code a} or {@code b} transposed if requested. */
    public NativeOp product(INDArray a, boolean transposeA, INDArray b, boolean transposeB, double factor, INDArray c) {
        return op("matmul", in(a, b), c)
                .iArgs(transposeA ? 1 : 0, transposeB ? 1 : 0, 0)
                .tArgs(factor, 0);
    }

    /** {@code c += a · b}. */
    public NativeOp addProduct(INDArray a, boolean transposeA, INDArray b, boolean transposeB, INDArray c) {
        return product(a, transposeA, b, transposeB, 1, c).tArgs(1, 1);
    }

    /** Column sums of a matrix times a factor, as a product with ones: 18 times as fast as {@code reduce_sum}. */
    public NativeOp columnSums(INDArray matrix, double factor, INDArray sums) {
        INDArray ones = filled(1, 1, matrix.size(0));
        return product(ones, false, matrix, false, factor, sums.reshape('c', 1, matrix.size(1)));
    }

    /** The inputs of an operation. */
    public static INDArray[] in(INDArray... arrays) {
        return arrays;
    }

    /** A view of a contiguous part of a flat array, in another shape. */
    public static INDArray view(INDArray flat, long offset, long... shape) {
        return Nd4j.create(flat.data(), shape, Nd4j.getStrides(shape, 'c'), flat.offset() + offset, 'c');
    }

    /** A view of matrix {@code index} of an array {@code [matrices, rows, columns]}. */
    public static INDArray slice(INDArray array, long index) {
        return view(array, index * array.size(1) * array.size(2), array.size(1), array.size(2));
    }

    /** The values of a float array that is not a view. */
    public static FloatBuffer floats(INDArray array) {
        return ((FloatPointer) array.data().pointer()).asBuffer();
    }

    /** The bytes of a range of an array that is not a view, in the machine's order. */
    public static ByteBuffer bytes(INDArray array, long from, long count) {
        Pointer range = array.data().pointer().getPointer(from);
        return count == 0 ? ByteBuffer.allocate(0) : range.limit(count).asByteBuffer();
    }

    /** Copies {@code count} values to the start of an array that is not a view. */
    public static void put(float[] values, int from, int count, INDArray array) {
        if (array.data().pointer() instanceof FloatPointer floats) {
            floats.put(values, from, count);
        } else {
            var wide = new double[count];
            for (int i = 0; i < count; i++) {
                wide[i] = values[from + i];
            }
            putDoubles(wide, array);
        }
    }

    /** Copies the start of an array that is not a view. */
    public static void get(INDArray array, float[] values) {
        if (array.data().pointer() instanceof FloatPointer floats) {
            floats.get(values, 0, values.length);
        } else {
            var wide = new double[values.length];
            getDoubles(array, wide);
            for (int i = 0; i < wide.length; i++) {
                values[i] = (float) wide[i];
            }
        }
    }

    /**
     * Reads a range of a float array that is not a view, in chunks of some thousand values.
     *
     * @param chunks receives a buffer and the number of valid values in it
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

    /** As {@link #put}, without loss of precision if the array holds doubles. */
    public static void putDoubles(double[] values, INDArray array) {
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

    /** As {@link #get}, without loss of precision if the array holds doubles. */
    public static void getDoubles(INDArray array, double[] values) {
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
        resources.close();
    }
}
