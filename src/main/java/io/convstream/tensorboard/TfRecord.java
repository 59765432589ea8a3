package io.convstream.tensorboard;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The framing of event files: the length of a record, its content, and a checksum of each. */
final class TfRecord {

    /** A record's length and the checksum of the length. */
    private static final int HEADER = Long.BYTES + Integer.BYTES;

    /** The bytes of a record beside its content. */
    static final int FRAME = HEADER + Integer.BYTES;

    private TfRecord() {}

    static ByteBuffer of(byte[] content) {
        ByteBuffer record = ByteBuffer.allocate(FRAME + content.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(content.length);
        record.putInt(maskedCrc(record.slice(0, Long.BYTES))).put(content);
        return record.putInt(maskedCrc(record.slice(HEADER, content.length))).flip();
    }

    /** Returns the content of the next record; null at the end and at a record that is incomplete or damaged. */
    static byte @Nullable [] read(InputStream in) throws IOException {
        ByteBuffer header = ByteBuffer.wrap(in.readNBytes(HEADER)).order(ByteOrder.LITTLE_ENDIAN);
        if (header.limit() < HEADER || header.getInt(Long.BYTES) != maskedCrc(header.slice(0, Long.BYTES))) {
            return null;
        }
        int length = Math.toIntExact(header.getLong(0));
        byte[] content = in.readNBytes(length);
        ByteBuffer checksum = ByteBuffer.wrap(in.readNBytes(Integer.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        return checksum.limit() == Integer.BYTES && checksum.getInt() == maskedCrc(ByteBuffer.wrap(content))
                ? content
                : null;
    }

    /** TFRecord's masked CRC-32C: a CRC of data that contains CRCs would otherwise be degenerate. */
    private static int maskedCrc(ByteBuffer bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }
}
