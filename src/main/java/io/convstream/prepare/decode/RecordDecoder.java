package io.convstream.prepare.decode;

import io.convstream.image.ImageShape;
import io.convstream.image.RawRecord;
import java.nio.charset.StandardCharsets;

/**
 * Decoder of raw records to pixels at the image size. Any content either decodes or throws {@link BadRecordException}.
 * Not thread-safe.
 */
public final class RecordDecoder implements AutoCloseable {

    /** Limit of a record in bytes: enough for camera images. */
    public static final int MAX_CONTENT = 10 << 20;

    private static final ImageShape CIFAR = new ImageShape(32, 32, 3);

    private final int classes;
    private final ResizingDecoder encoded;
    private final byte[] pixels;
    private final byte[] cifar;
    private final AreaResize resize;

    /**
     * Decoded record.
     *
     * @param pixels {@code [height, width, 3]}, valid until the next record is decoded
     * @param label the class, from 0
     */
    public record Image(byte[] pixels, int label) {}

    public RecordDecoder(ImageShape shape, int classes) {
        this.classes = classes;
        encoded = new ResizingDecoder(shape);
        pixels = new byte[shape.size()];
        cifar = shape.equals(CIFAR) ? pixels : new byte[CIFAR.size()];
        resize = new AreaResize(CIFAR.height(), CIFAR.width(), shape);
    }

    public Image decode(RawRecord record) throws BadRecordException {
        byte[] content = record.content();
        if (content.length == 0) {
            throw new BadRecordException(BadRecordReason.EMPTY, "the record is empty");
        }
        if (content.length > MAX_CONTENT) {
            throw new BadRecordException(
                    BadRecordReason.TOO_LARGE,
                    "the record has " + content.length + " bytes, more than the allowed " + MAX_CONTENT);
        }
        return switch (record.format()) {
            case CIFAR -> cifar(content);
            case PLANES -> planes(content, 0, checkedLabel(record));
            case ENCODED -> encoded(content, checkedLabel(record));
            case UNREADABLE ->
                throw new BadRecordException(BadRecordReason.UNREADABLE, new String(content, StandardCharsets.UTF_8));
        };
    }

    @Override
    public void close() {
        encoded.close();
    }

    private Image cifar(byte[] content) throws BadRecordException {
        if (content.length != 1 + CIFAR.size()) {
            throw new BadRecordException(
                    BadRecordReason.WRONG_LENGTH,
                    "a CIFAR record has " + (1 + CIFAR.size()) + " bytes, this one has " + content.length);
        }
        return planes(content, 1, checkedLabel(content[0] & 0xFF));
    }

    /** Decodes the red, green and blue planes from {@code start} to the end. */
    private Image planes(byte[] content, int start, int label) throws BadRecordException {
        int plane = CIFAR.height() * CIFAR.width();
        if (content.length != start + CIFAR.size()) {
            throw new BadRecordException(
                    BadRecordReason.WRONG_LENGTH,
                    "the planes of a CIFAR image have " + CIFAR.size() + " bytes, these have " + content.length);
        }
        for (int red = start, out = 0; red < start + plane; red++) {
            cifar[out++] = content[red];
            cifar[out++] = content[red + plane];
            cifar[out++] = content[red + 2 * plane];
        }
        if (cifar != pixels) {
            resize.resize(cifar, pixels);
        }
        return new Image(pixels, label);
    }

    private Image encoded(byte[] content, int label) throws BadRecordException {
        encoded.read(content, pixels);
        return new Image(pixels, label);
    }

    private int checkedLabel(RawRecord record) throws BadRecordException {
        if (record.labelProblem() != null) {
            throw new BadRecordException(BadRecordReason.UNKNOWN_LABEL, record.labelProblem());
        }
        return checkedLabel(record.label());
    }

    private int checkedLabel(int label) throws BadRecordException {
        if (label < 0 || label >= classes) {
            throw new BadRecordException(
                    BadRecordReason.UNKNOWN_LABEL, "the label " + label + " is not between 0 and " + (classes - 1));
        }
        return label;
    }
}
