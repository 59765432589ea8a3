package io.convstream.ingest.kafka;

import io.convstream.image.ImageFormat;
import io.convstream.image.Origin;
import io.convstream.image.RawRecord;
import io.convstream.image.RecordFormat;
import io.convstream.ingest.dataset.CifarFiles;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * How a labeled image lies in a Kafka message. The value is a CIFAR record (3,073 bytes, the label first), the
 * 3,072 bytes of its planes alone, or an image file; where the value holds no label, the header {@value #LABEL}
 * does, as decimal digits. The key is free.
 */
public final class ImageMessage {

    /** The header with the class, from 0. */
    public static final String LABEL = "label";

    /** The header with the name of the class; only held-out images need it, for evaluations and reports. */
    public static final String CLASS = "class";

    private static final int NO_LABEL = -1;

    /** Bytes of a header that are printed. */
    private static final int MOST_SHOWN = 40;
    /** What decoding puts in place of bytes that are no UTF-8. */
    private static final char UNREADABLE = '\uFFFD';

    private ImageMessage() {}

    /** Reads a message, good or bad, into a record that has no number in the stream yet. */
    public static RawRecord read(ConsumerRecord<byte[], byte[]> message, int epoch) {
        byte[] value = message.value() == null ? new byte[0] : message.value();
        RecordFormat format = format(value);
        Origin origin = new Origin(message.topic(), message.partition(), message.offset(), -1);
        if (format == RecordFormat.CIFAR) {
            return new RawRecord(-1, epoch, format, value, NO_LABEL, origin);
        }
        Header header = message.headers().lastHeader(LABEL);
        OptionalInt label = label(header);
        return label.isPresent()
                ? new RawRecord(-1, epoch, format, value, label.getAsInt(), origin)
                : new RawRecord(-1, epoch, format, value, NO_LABEL, origin, problem(header));
    }

    private static RecordFormat format(byte[] value) {
        boolean record = value.length == CifarFiles.RECORD_BYTES || value.length == CifarFiles.RECORD_BYTES - 1;
        if (!record || isFile(value)) {
            return RecordFormat.ENCODED;
        }
        return value.length == CifarFiles.RECORD_BYTES ? RecordFormat.CIFAR : RecordFormat.PLANES;
    }

    /** Whether a value of a record's length is an image file. Pixels may begin with any bytes, even with JPEG's three. */
    private static boolean isFile(byte[] value) {
        return ImageFormat.of(value)
                .filter(format -> format != ImageFormat.JPEG || isFollowedByMarker(value))
                .isPresent();
    }

    /** Whether another marker follows the first segment of a JPEG file: length of 2 bytes at 4, itself included. */
    private static boolean isFollowedByMarker(byte[] value) {
        int next = 4 + ((value[4] & 0xFF) << 8) + (value[5] & 0xFF);
        return next < value.length && value[next] == (byte) 0xFF;
    }

    private static OptionalInt label(@Nullable Header header) {
        if (header == null || header.value() == null) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(Integer.parseInt(new String(header.value(), StandardCharsets.UTF_8).strip()));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    /** What the header holds in place of decimal digits, in a sentence. */
    private static String problem(@Nullable Header header) {
        if (header == null || header.value() == null) {
            return "the message has no header '" + LABEL + "'";
        }
        byte[] value = header.value();
        byte[] shown = Arrays.copyOf(value, Math.min(value.length, MOST_SHOWN));
        String text = new String(shown, StandardCharsets.UTF_8);
        boolean printable = text.chars().noneMatch(c -> Character.isISOControl(c) || c == UNREADABLE);
        return "the header '" + LABEL + "' must hold a class as decimal digits, but "
                + (printable
                        ? "it holds the text '" + text + "'"
                        : "its " + value.length + " bytes are "
                                + HexFormat.ofDelimiter(" ").formatHex(shown))
                + (value.length > MOST_SHOWN ? " …" : "");
    }
}
