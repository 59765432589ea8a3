package io.convstream.prepare;

import io.convstream.image.ImageSet;
import io.convstream.image.Origin;
import io.convstream.image.RecordFormat;
import io.convstream.prepare.decode.BadRecordException;
import io.convstream.prepare.decode.BadRecordReason;
import io.convstream.prepare.decode.ImageDecoder;
import io.convstream.prepare.decode.RgbImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Converter of records to one format. It decodes images as for training, and skips and counts records that cannot be
 * converted. Not thread-safe.
 */
public final class ImageConverter implements AutoCloseable {

    private static final int SIDE = 32;
    private static final int PLANE = SIDE * SIDE;
    private static final int MAX_BYTE = 255;

    private final @Nullable FeedFormat format;
    private final ImageDecoder decoder = new ImageDecoder(null);
    private long skipped;
    private @Nullable String firstProblem;

    /**
     * Creates a converter.
     *
     * @param format the target format; null: passes on every record that can be read, unchanged
     */
    public ImageConverter(@Nullable FeedFormat format) {
        this.format = format;
    }

    /** Converts a record; returns empty if it cannot be read or does not fit the format. */
    public Optional<ImageSet.Entry> convert(ImageSet.Entry record) throws IOException {
        try {
            if (record.format() == RecordFormat.UNREADABLE) {
                throw new BadRecordException(
                        BadRecordReason.UNREADABLE, new String(record.content(), StandardCharsets.UTF_8));
            }
            if (format == null) {
                return Optional.of(record);
            }
            RgbImage image = image(record);
            int label = record.format() == RecordFormat.CIFAR ? record.content()[0] & 0xFF : record.label();
            return Optional.of(
                    format == FeedFormat.CIFAR ? cifar(image, label, record) : file(format, image, label, record));
        } catch (BadRecordException e) {
            skipped++;
            if (firstProblem == null) {
                firstProblem = record.format() == RecordFormat.UNREADABLE
                        ? e.getMessage()
                        : origin(record) + ": " + e.getMessage();
            }
            return Optional.empty();
        }
    }

    /** Returns the number of skipped records. */
    public long skipped() {
        return skipped;
    }

    /** Returns the origin of the first skipped record and what is wrong with it. */
    public Optional<String> firstProblem() {
        return Optional.ofNullable(firstProblem);
    }

    private RgbImage image(ImageSet.Entry record) throws BadRecordException {
        byte[] content = record.content();
        if (record.format() == RecordFormat.ENCODED) {
            return decoder.decode(content);
        }
        int start = record.format() == RecordFormat.CIFAR ? 1 : 0;
        if (content.length != start + 3 * PLANE) {
            throw new BadRecordException(
                    BadRecordReason.WRONG_LENGTH,
                    "a CIFAR record has " + (start + 3 * PLANE) + " bytes, this one has " + content.length);
        }
        byte[] pixels = new byte[3 * PLANE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = content[start + i % 3 * PLANE + i / 3];
        }
        return new RgbImage(SIDE, SIDE, pixels);
    }

    private static ImageSet.Entry file(FeedFormat format, RgbImage image, int label, ImageSet.Entry record)
            throws IOException {
        byte[] content = image.encode(format.name().toLowerCase(Locale.ROOT));
        return new ImageSet.Entry(RecordFormat.ENCODED, content, label, record.origin());
    }

    private static ImageSet.Entry cifar(RgbImage image, int label, ImageSet.Entry record) throws BadRecordException {
        if (image.width() != SIDE || image.height() != SIDE) {
            throw new BadRecordException(
                    BadRecordReason.WRONG_LENGTH,
                    "the image is " + image.height() + "x" + image.width() + ", but a CIFAR record holds 32x32");
        }
        boolean labelInHeader = label > MAX_BYTE;
        int start = labelInHeader ? 0 : 1;
        byte[] content = new byte[start + 3 * PLANE];
        for (int i = 0; i < image.pixels().length; i++) {
            content[start + i % 3 * PLANE + i / 3] = image.pixels()[i];
        }
        if (labelInHeader) {
            return new ImageSet.Entry(RecordFormat.PLANES, content, label, record.origin());
        }
        content[0] = (byte) label;
        return new ImageSet.Entry(RecordFormat.CIFAR, content, -1, record.origin());
    }

    private static String origin(ImageSet.Entry record) {
        Origin origin = record.origin();
        return record.format() == RecordFormat.ENCODED
                ? origin.source()
                : "record " + origin.position() + " of " + origin.source();
    }

    @Override
    public void close() {
        decoder.close();
    }
}
