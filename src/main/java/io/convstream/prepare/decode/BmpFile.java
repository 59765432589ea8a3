package io.convstream.prepare.decode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Header check of a BMP file before ImageIO reads it: its reader follows the header to other formats and huge arrays. */
final class BmpFile {

    private static final int HEADER_SIZE = 14;
    private static final int COMPRESSION = 30;
    private static final int COLOR_SPACE = 70;
    private static final int SRGB = 0x73524742;
    /** Size of the OS/2 header, which has no compression field. */
    private static final int OS2_HEADER = 12;
    /** Size of the Windows 95 header, the first with a color space. */
    private static final int V4_HEADER = 108;

    private static final int BIT_FIELDS = 3;

    private BmpFile() {}

    /** Returns the file without its color profile. */
    static byte[] withoutProfile(byte[] content) throws BadRecordException {
        ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        int header = bytes.getInt(HEADER_SIZE);
        if (content.length < HEADER_SIZE + header) {
            throw broken("it ends after " + content.length + " bytes, within its header");
        }
        int compression = header == OS2_HEADER ? 0 : bytes.getInt(COMPRESSION);
        if (compression != 0 && compression != BIT_FIELDS) {
            throw broken("its compression method " + compression + " is not supported");
        }
        if (header < V4_HEADER || bytes.getInt(COLOR_SPACE) == SRGB) {
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
