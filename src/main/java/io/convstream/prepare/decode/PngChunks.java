package io.convstream.prepare.decode;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Looks through a PNG file before ImageIO may: that reader checks no checksum, allocates whatever length a chunk claims
 * and inflates compressed texts of any size.
 */
final class PngChunks {

    private static final int END = type("IEND");
    /** What the values follow from: no texts, times, profiles, gamma or transparency. */
    private static final Set<Integer> NEEDED = Set.of(type("IHDR"), type("PLTE"), type("IDAT"), END);
    /** Length and type in front of a chunk's data, the checksum behind it. */
    private static final int FRAME = 12;

    private PngChunks() {}

    /** The file with nothing but the needed chunks, each of them whole. */
    static byte[] withoutExtras(byte[] content) throws BadRecordException {
        ByteBuffer in = ByteBuffer.wrap(content).position(Long.BYTES);
        var out = new ByteArrayOutputStream(content.length);
        out.write(content, 0, Long.BYTES);
        while (in.remaining() >= FRAME) {
            int start = in.position();
            int length = in.getInt();
            int type = in.getInt();
            if (length < 0 || length > content.length - start - FRAME) {
                throw broken("a chunk at byte " + start + " claims " + Integer.toUnsignedString(length) + " bytes");
            }
            var checksum = new CRC32();
            checksum.update(content, start + Integer.BYTES, Integer.BYTES + length);
            if ((int) checksum.getValue() != in.getInt(start + Long.BYTES + length)) {
                throw broken("the checksum of the chunk at byte " + start + " is wrong");
            }
            if (NEEDED.contains(type)) {
                out.write(content, start, length + FRAME);
            }
            if (type == END) {
                return out.toByteArray();
            }
            in.position(start + length + FRAME);
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
