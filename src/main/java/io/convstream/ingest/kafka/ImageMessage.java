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
 * Format of a labeled image in a Kafka message. The value is a CIFAR record (3,073 bytes, the label first), the 3,072 bytes
 * of its planes, or an image file. Unless the value is a CIFAR record, the header {@value #LABEL} holds the label in decimal
 * digits. The key is ignored.
 */
public final class ImageMessage {

    /** Header with the label, from 0. */
    public static final String LABEL = "label";

    /** Optional header with the class name, which evaluations and reports print. */
    public static final String CLASS = "class";

    private static final int NO_LABEL = -1;

    /** Maximum number of header bytes in a message. */
    private static final int MAX_PRINTED = 40;
    /** Replacement character of invalid UTF-8. */
    private static final char REPLACEMENT = '\uFFFD';

    private ImageMessage() {}

    /** Converts any message to a record without a sequence number; {@code prepare} rejects bad ones. */
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

    /** Whether a value as long as a record is an image file; pixels may begin with any bytes, even the three of JPEG. */
    private static boolean isFile(byte[] value) {
        return ImageFormat.of(value)
                .filter(format -> format != ImageFormat.JPEG || isFollowedByMarker(value))
                .isPresent();
    }

    /** Whether a marker follows the first segment of a JPEG file; its 2-byte length at offset 4 includes itself. */
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

    /** Describes a missing or malformed label header, as a sentence. */
    private static String problem(@Nullable Header header) {
        if (header == null || header.value() == null) {
            return "the message has no header '" + LABEL + "'";
        }
        byte[] value = header.value();
        byte[] printed = Arrays.copyOf(value, Math.min(value.length, MAX_PRINTED));
        String text = new String(printed, StandardCharsets.UTF_8);
        boolean printable = text.chars().noneMatch(c -> Character.isISOControl(c) || c == REPLACEMENT);
        return "the header '" + LABEL + "' must hold a class as decimal digits, but "
                + (printable
                        ? "it holds the text '" + text + "'"
                        : "its " + value.length + " bytes are "
                                + HexFormat.ofDelimiter(" ").formatHex(printed))
                + (value.length > MAX_PRINTED ? " …" : "");
    }
}
