package io.convstream.prepare;

import io.convstream.image.Origin;
import io.convstream.image.RawRecord;
import io.convstream.image.RecordFormat;
import io.convstream.prepare.decode.BadRecordException;
import io.convstream.prepare.decode.RecordDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Preparation of single images outside a job, identical to {@link PrepareFunction}. Not thread-safe. */
public final class ImagePreparer implements AutoCloseable {

    private final RecordDecoder decoder;
    private final ImageTransform transform;

    /** Prepares images as for training: augmented as the options say. */
    public static ImagePreparer forTraining(PrepareOptions options) {
        return new ImagePreparer(options);
    }

    /** Prepares images as for evaluation: without augmentation. */
    public static ImagePreparer forEvaluation(PrepareOptions options) {
        return new ImagePreparer(options.unaugmented());
    }

    private ImagePreparer(PrepareOptions options) {
        decoder = new RecordDecoder(options.framing().image(), options.classes());
        transform = new ImageTransform(options);
    }

    /** Prepares a record; returns empty if it cannot be decoded. */
    public Optional<PreparedImage> prepare(RawRecord record) {
        try {
            RecordDecoder.Image image = decoder.decode(record);
            float[] input = transform.apply(image.pixels(), record);
            return Optional.of(new PreparedImage(image.label(), image.pixels().clone(), input));
        } catch (BadRecordException e) {
            return Optional.empty();
        }
    }

    /**
     * Prepares a record for a network.
     *
     * @throws BadRecordException if it cannot be decoded
     */
    public NetworkInput input(RawRecord record) throws BadRecordException {
        byte[] pixels = decoder.decode(record).pixels();
        long sum = 0;
        long squares = 0;
        for (byte pixel : pixels) {
            int value = pixel & 0xFF;
            sum += value;
            squares += (long) value * value;
        }
        double mean = (double) sum / pixels.length;
        double deviation = Math.sqrt(Math.max(0, (double) squares / pixels.length - mean * mean));
        return new NetworkInput(transform.apply(pixels, record), (float) mean, (float) deviation);
    }

    /**
     * Reads and prepares an image file.
     *
     * @return standardized values, {@code [height, width, channels]}
     * @throws IOException with the path and the reason, if the file cannot be read or decoded
     */
    public static float[] prepareFile(Path file, PrepareOptions options) throws IOException {
        RawRecord record =
                new RawRecord(0, 0, RecordFormat.ENCODED, content(file), 0, new Origin(file.toString(), -1, 0, -1));
        try (RecordDecoder decoder = new RecordDecoder(options.framing().image(), options.classes())) {
            RecordDecoder.Image image = decoder.decode(record);
            return new ImageTransform(options).apply(image.pixels(), record);
        } catch (BadRecordException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static byte[] content(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException(file + ": there is no such file");
        }
        if (Files.isDirectory(file)) {
            throw new IOException(file + ": this is a folder; name the image files in it");
        }
        try (InputStream in = Files.newInputStream(file)) {
            // One byte more than allowed, so that the decoder rejects longer files.
            return in.readNBytes(RecordDecoder.MAX_CONTENT + 1);
        } catch (IOException e) {
            throw new IOException(file + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /** Returns the name and version of the image decoder, for the run's fingerprint: JPEG pixels may depend on it. */
    public static String decoderVersion() {
        return "ImageIO of " + System.getProperty("java.vendor") + ", Java " + Runtime.version();
    }

    @Override
    public void close() {
        decoder.close();
    }
}
