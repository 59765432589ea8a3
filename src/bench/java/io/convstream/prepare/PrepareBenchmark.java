package io.convstream.prepare;

import io.convstream.image.Origin;
import io.convstream.image.RawRecord;
import io.convstream.image.RecordFormat;
import io.convstream.prepare.decode.BadRecordException;
import io.convstream.prepare.decode.RecordDecoder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Time to prepare one record. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PrepareBenchmark {

    private final PrepareOptions options = PrepareOptions.tutorial(1);
    private final ImageTransform transform = new ImageTransform(options);
    private final float[] target = new float[options.crop().size()];
    private final byte[] pixels = new byte[options.framing().image().size()];
    private RecordDecoder decoder = new RecordDecoder(options.framing().image(), options.classes());
    private RawRecord cifar = record(RecordFormat.CIFAR, new byte[0]);
    private RawRecord jpeg = cifar;
    private RawRecord png = cifar;
    private long sequence;

    @Setup
    public void fill() throws IOException {
        decoder = new RecordDecoder(options.framing().image(), options.classes());
        var content = new byte[1 + pixels.length];
        new Random(1).nextBytes(content);
        content[0] = 3;
        System.arraycopy(content, 1, pixels, 0, pixels.length);
        cifar = record(RecordFormat.CIFAR, content);
        jpeg = record(RecordFormat.ENCODED, file("jpg"));
        png = record(RecordFormat.ENCODED, file("png"));
    }

    @TearDown
    public void close() {
        decoder.close();
    }

    private static RawRecord record(RecordFormat format, byte[] content) {
        return new RawRecord(7, 0, format, content, format == RecordFormat.CIFAR ? -1 : 3, new Origin("b", -1, 7, -1));
    }

    private static byte[] file(String format) throws IOException {
        var image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
        var random = new Random(5);
        for (int i = 0; i < 1024; i++) {
            image.setRGB(i % 32, i / 32, (i / 4) << 16 | (8 * (i % 32)) << 8 | random.nextInt(64));
        }
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, format, bytes);
        return bytes.toByteArray();
    }

    @Benchmark
    public Object decodeCifar() throws BadRecordException {
        return decoder.decode(cifar);
    }

    @Benchmark
    public Object decodeJpeg() throws BadRecordException {
        return decoder.decode(jpeg);
    }

    @Benchmark
    public Object decodePng() throws BadRecordException {
        return decoder.decode(png);
    }

    /** Crop, flip, brightness, contrast and standardization in one pass. */
    @Benchmark
    public float[] augmentAndStandardize() {
        transform.apply(pixels, TransformParameters.draw(options, sequence++), target, 0);
        return target;
    }

    /** Center crop and standardization, as in evaluation. */
    @Benchmark
    public float[] standardize() {
        transform.apply(pixels, TestTimeCrop.CENTER.parameters(options), target, 0);
        return target;
    }
}
