package io.convstream.prepare.decode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads the header of a BMP file before ImageIO does, whose reader follows it to other formats and huge arrays. */
final class BmpFile {

    private static final int HEADER_SIZE = 14;
    private static final int COMPRESSION = 30;
    private static final int COLOR_SPACE = 70;
    private static final int SRGB = 0x73524742;
    /** The size of the header that OS/2 had, which knows no compression; that of the one that Windows 95 brought. */
    private static final int OLD = 12;

    private static final int WITH_COLOR_SPACE = 108;
    private static final int BIT_FIELDS = 3;

    private BmpFile() {}

    /** The file without color profile. */
    static byte[] withoutProfile(byte[] content) throws BadRecordException {
        ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        int header = bytes.getInt(HEADER_SIZE);
        if (content.length < HEADER_SIZE + header) {
            throw broken("it ends after " + content.length + " bytes, in its header");
        }
        int compression = header == OLD ? 0 : bytes.getInt(COMPRESSION);
        if (compression != 0 && compression != BIT_FIELDS) {
            throw broken("its kind of compression, " + compression + ", is not supported");
        }
        if (header < WITH_COLOR_SPACE || bytes.getInt(COLOR_SPACE) == SRGB) {
            return content;
        }
        byte[] plain = content.clone();
        ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN).putInt(COLOR_SPACE, SRGB);
        return plain;
    }

    private static BadRecordException broken(String what) {
        return new BadRecordException(BadRecordReason.BROKEN_IMAGE, "the BMP file cannot be decoded: " + what);
    }
}
