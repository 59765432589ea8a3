package io.convstream.snapshot;

import io.convstream.image.Example;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Encoding shared by the state serializers. Floats are written in bulk: Flink reads operator state unbuffered, so
 * reading a model one float at a time takes seconds.
 */
public final class StateFormat {

    private static final int CHUNK = 16 * 1024;

    private StateFormat() {}

    /**
     * Reads, checks and returns a format version.
     *
     * @param latest the latest version that this convstream reads
     * @return the version
     * @throws UnknownFormatException if the version is not between 1 and {@code latest}
     */
    public static int checkVersion(String what, int latest, DataInputView in) throws IOException {
        int version = in.readInt();
        if (version < 1 || version > latest) {
            throw new UnknownFormatException(
                    what + " was written in format " + version + ", this convstream reads formats 1 to " + latest
                            + ": use the version that wrote it, or a newer one");
        }
        return version;
    }

    public static void writeFloats(float[] values, DataOutputView out) throws IOException {
        out.writeInt(values.length);
        byte[] chunk = chunk(values);
        for (int from = 0; from < values.length; from += CHUNK) {
            int count = Math.min(CHUNK, values.length - from);
            floats(chunk).put(values, from, count);
            out.write(chunk, 0, count * Float.BYTES);
        }
    }

    public static float[] readFloats(DataInputView in) throws IOException {
        float[] values = new float[in.readInt()];
        byte[] chunk = chunk(values);
        for (int from = 0; from < values.length; from += CHUNK) {
            int count = Math.min(CHUNK, values.length - from);
            in.readFully(chunk, 0, count * Float.BYTES);
            floats(chunk).get(values, from, count);
        }
        return values;
    }

    private static byte[] chunk(float[] values) {
        return new byte[Math.min(CHUNK, values.length) * Float.BYTES];
    }

    private static FloatBuffer floats(byte[] chunk) {
        return ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }

    public static void writeDoubles(double[] values, DataOutputView out) throws IOException {
        out.writeInt(values.length);
        for (double value : values) {
            out.writeDouble(value);
        }
    }

    public static double[] readDoubles(DataInputView in) throws IOException {
        double[] values = new double[in.readInt()];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readDouble();
        }
        return values;
    }

    /** Unlike {@code writeUTF}, accepts more than 64 KiB, which a network's configuration may exceed. */
    public static void writeText(String text, DataOutputView out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    public static String readText(DataInputView in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public static void writeExamples(List<Example> examples, DataOutputView out) throws IOException {
        out.writeInt(examples.size());
        for (Example example : examples) {
            writeExample(example, out);
        }
    }

    public static List<Example> readExamples(DataInputView in) throws IOException {
        int count = in.readInt();
        List<Example> examples = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            examples.add(readExample(in));
        }
        return examples;
    }

    public static void writeExample(Example example, DataOutputView out) throws IOException {
        out.writeUTF(example.model());
        out.writeLong(example.sequence());
        out.writeInt(example.epoch());
        out.writeInt(example.label());
        writeFloats(example.pixels(), out);
    }

    public static Example readExample(DataInputView in) throws IOException {
        return new Example(in.readUTF(), in.readLong(), in.readInt(), in.readInt(), readFloats(in));
    }
}
