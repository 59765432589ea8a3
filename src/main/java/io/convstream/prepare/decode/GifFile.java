package io.convstream.prepare.decode;

import java.io.ByteArrayOutputStream;

/** Parser that reduces a GIF file to its first image before ImageIO reads it: its reader takes minutes for long comments. */
final class GifFile {

    private static final int HEADER = 13;
    private static final int DESCRIPTOR = 10;
    private static final int IMAGE = 0x2C;
    private static final int EXTENSION = 0x21;
    private static final int END = 0x3B;

    private GifFile() {}

    /** Returns the file with its first image only: without comments, transparency and animation. */
    static byte[] firstImage(byte[] content) throws BadRecordException {
        int position = HEADER;
        if (content.length > HEADER) {
            position += colorTableSize(content[HEADER - 3]);
        }
        var kept = new ByteArrayOutputStream(content.length);
        kept.write(content, 0, Math.min(position, content.length));
        while (position < content.length && content[position] == EXTENSION) {
            position = afterBlocks(content, position + 2);
        }
        if (position + DESCRIPTOR > content.length || content[position] != IMAGE) {
            throw new BadRecordException(
                    BadRecordReason.BROKEN_IMAGE, "the GIF file is damaged: there is no image at byte " + position);
        }
        int data = position + DESCRIPTOR + colorTableSize(content[position + DESCRIPTOR - 1]) + 1;
        kept.write(content, position, afterBlocks(content, data) - position);
        kept.write(END);
        return kept.toByteArray();
    }

    private static int colorTableSize(byte flags) {
        return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
    }

    private static int afterBlocks(byte[] content, int start) throws BadRecordException {
        int position = start;
        while (position < content.length && content[position] != 0) {
            position += 1 + (content[position] & 0xFF);
        }
        if (position >= content.length) {
            throw new BadRecordException(
                    BadRecordReason.BROKEN_IMAGE,
                    "the GIF file is damaged: it ends after " + content.length + " bytes");
        }
        return position + 1;
    }
}
