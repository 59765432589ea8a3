package io.convstream.ingest;

import io.convstream.image.Origin;
import io.convstream.image.PictureSet;
import io.convstream.image.RawRecord;
import io.convstream.image.RecordFormat;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * How a labelled picture lies in a Kafka message. The value is a CIFAR record (3,073 bytes, the label first), the
 * 3,072 bytes of its planes alone, or a JPEG or PNG file; where the value holds no label, the header {@value #LABEL}
 * does, as decimal digits. The key is free.
 */
public final class PictureMessage {

    /** The header with the class, from 0. */
    public static final String LABEL = "label";

    /** The header with the name of the class; only held-out pictures need it, for evaluations and reports. */
    public static final String CLASS = "class";

    private static final int NO_LABEL = -1;

    private PictureMessage() {}

    /** Reads a message, good or bad, into a record that has no number in the stream yet. */
    public static RawRecord read(ConsumerRecord<byte[], byte[]> message, int epoch) {
        byte[] value = message.value() == null ? new byte[0] : message.value();
        RecordFormat format = format(value);
        int label = format == RecordFormat.CIFAR
                ? NO_LABEL
                : label(message.headers().lastHeader(LABEL));
        Origin origin = new Origin(message.topic(), message.partition(), message.offset(), -1);
        return new RawRecord(-1, epoch, format, value, label, origin);
    }

    /** The label of a picture, wherever its format keeps it; -1 where it has none. */
    static int label(PictureSet.Entry picture) {
        return picture.format() == RecordFormat.CIFAR && picture.content().length > 0
                ? picture.content()[0] & 0xFF
                : picture.label();
    }

    /** JPEG and PNG files begin with a byte that is no label of CIFAR-10 (0xFF, 0x89). */
    private static RecordFormat format(byte[] value) {
        boolean file = value.length > 2 && (value[0] == (byte) 0xFF || value[0] == (byte) 0x89);
        if (value.length == CifarFiles.RECORD_BYTES && !file) {
            return RecordFormat.CIFAR;
        }
        return value.length == CifarFiles.RECORD_BYTES - 1 && !file ? RecordFormat.PLANES : RecordFormat.ENCODED;
    }

    /** A label that cannot be read is none: preparation then refuses the record and says so. */
    private static int label(Header header) {
        if (header == null || header.value() == null) {
            return NO_LABEL;
        }
        try {
            return Integer.parseInt(new String(header.value(), StandardCharsets.UTF_8).strip());
        } catch (NumberFormatException e) {
            return NO_LABEL;
        }
    }
}
