package io.convstream.prepare.decode;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Validation of the chunks of a PNG file before ImageIO reads it: its reader verifies no checksum, allocates any length that a
 * chunk claims and inflates compressed texts of any size.
 */
final class PngChunks {

    private static final int END = type("IEND");
    /** The chunks that determine pixel values: no texts, times, profiles, gamma or transparency. */
    private static final Set<Integer> REQUIRED = Set.of(type("IHDR"), type("PLTE"), type("IDAT"), END);
    /** Bytes of a chunk besides its data: length, type and checksum. */
    private static final int OVERHEAD = 12;

    private PngChunks() {}

    /** Returns the file with the required chunks only, after verifying all chunks. */
    static byte[] requiredChunks(byte[] content) throws BadRecordException {
        ByteBuffer in = ByteBuffer.wrap(content).position(Long.BYTES);
        var out = new ByteArrayOutputStream(content.length);
        out.write(content, 0, Long.BYTES);
        while (in.remaining() >= OVERHEAD) {
            int start = in.position();
            int length = in.getInt();
            int type = in.getInt();
            if (length < 0 || length > content.length - start - OVERHEAD) {
                throw broken("a chunk at byte " + start + " claims " + Integer.toUnsignedString(length) + " bytes");
            }
            var checksum = new CRC32();
            checksum.update(content, start + Integer.BYTES, Integer.BYTES + length);
            if ((int) checksum.getValue() != in.getInt(start + Long.BYTES + length)) {
                throw broken("the checksum of the chunk at byte " + start + " is wrong");
            }
            if (REQUIRED.contains(type)) {
                out.write(content, start, length + OVERHEAD);
            }
            if (type == END) {
                return out.toByteArray();
            }
            in.position(start + length + OVERHEAD);
        }
        throw broken("the file ends after " + content.length + " bytes, before its last chunk");
    }

    private static BadRecordException broken(String what) {
        return new BadRecordException(BadRecordReason.BROKEN_IMAGE, "the PNG file is damaged: " + what);
    }

    private static int type(String name) {
        return name.charAt(0) << 24 | name.charAt(1) << 16 | name.charAt(2) << 8 | name.charAt(3);
    }
}
