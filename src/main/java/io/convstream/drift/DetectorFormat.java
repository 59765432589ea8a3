package io.convstream.drift;

import io.convstream.snapshot.StateFormat;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Encodes the state of a detector, its parameters included, and of means. */
public final class DetectorFormat {

    private static final int ADWIN = 1;
    private static final int PAGE_HINKLEY = 2;
    private static final int HDDM_A = 3;

    private DetectorFormat() {}

    public static void write(DriftDetector detector, DataOutputView out) throws IOException {
        if (detector instanceof Adwin adwin) {
            out.writeByte(ADWIN);
            write(adwin, out);
        } else if (detector instanceof PageHinkley pageHinkley) {
            out.writeByte(PAGE_HINKLEY);
            write(pageHinkley, out);
        } else if (detector instanceof HddmA hddm) {
            out.writeByte(HDDM_A);
            write(hddm, out);
        }
        out.writeUTF(detector.level().name());
    }

    public static DriftDetector read(DataInputView in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case ADWIN -> readAdwin(in);
            case PAGE_HINKLEY ->
                new PageHinkley(
                        in.readDouble(),
                        in.readDouble(),
                        in.readDouble(),
                        in.readLong(),
                        in.readDouble(),
                        in.readDouble(),
                        in.readDouble(),
                        readFadingMean(in),
                        readLevel(in));
            case HDDM_A ->
                new HddmA(
                        in.readDouble(),
                        in.readDouble(),
                        in.readLong(),
                        in.readDouble(),
                        in.readLong(),
                        in.readDouble(),
                        readLevel(in));
            default -> throw new IOException("the state holds a drift detector of the unknown kind " + kind);
        };
    }

    private static void write(Adwin adwin, DataOutputView out) throws IOException {
        out.writeDouble(adwin.delta());
        out.writeDouble(adwin.before());
        out.writeDouble(adwin.now());
        StateFormat.writeDoubles(adwin.sums(), out);
        StateFormat.writeDoubles(adwin.squares(), out);
        for (int exponent : adwin.exponents()) {
            out.writeByte(exponent);
        }
    }

    private static Adwin readAdwin(DataInputView in) throws IOException {
        double delta = in.readDouble();
        double before = in.readDouble();
        double now = in.readDouble();
        double[] sums = StateFormat.readDoubles(in);
        double[] squares = StateFormat.readDoubles(in);
        int[] exponents = new int[sums.length];
        for (int bucket = 0; bucket < exponents.length; bucket++) {
            exponents[bucket] = in.readByte();
        }
        return new Adwin(delta, exponents, sums, squares, readLevel(in), before, now);
    }

    private static void write(PageHinkley test, DataOutputView out) throws IOException {
        out.writeDouble(test.delta());
        out.writeDouble(test.lambda());
        out.writeDouble(test.alpha());
        out.writeLong(test.count());
        out.writeDouble(test.sum());
        out.writeDouble(test.deviation());
        out.writeDouble(test.minimum());
        write(test.recent(), out);
    }

    private static void write(HddmA test, DataOutputView out) throws IOException {
        out.writeDouble(test.drift());
        out.writeDouble(test.warning());
        out.writeLong(test.count());
        out.writeDouble(test.sum());
        out.writeLong(test.cutCount());
        out.writeDouble(test.cutSum());
    }

    public static void write(FadingMean mean, DataOutputView out) throws IOException {
        out.writeDouble(mean.factor());
        out.writeDouble(mean.sum());
        out.writeDouble(mean.weight());
    }

    public static FadingMean readFadingMean(DataInputView in) throws IOException {
        return new FadingMean(in.readDouble(), in.readDouble(), in.readDouble());
    }

    public static void write(WindowMean window, DataOutputView out) throws IOException {
        StateFormat.writeDoubles(window.values(), out);
        StateFormat.writeDoubles(window.weights(), out);
        out.writeLong(window.count());
    }

    public static WindowMean readWindowMean(DataInputView in) throws IOException {
        return new WindowMean(StateFormat.readDoubles(in), StateFormat.readDoubles(in), in.readLong());
    }

    private static Level readLevel(DataInputView in) throws IOException {
        return Level.valueOf(in.readUTF());
    }
}
