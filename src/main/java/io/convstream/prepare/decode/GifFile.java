package io.convstream.prepare.decode;

import java.io.ByteArrayOutputStream;

/** Reads the blocks of a GIF file before ImageIO does, whose reader takes minutes for long comments. */
final class GifFile {

    private static final int HEADER = 13;
    private static final int DESCRIPTOR = 10;
    private static final int IMAGE = 0x2C;
    private static final int EXTENSION = 0x21;
    private static final int END = 0x3B;

    private GifFile() {}

    /** The file with its first image alone: no comments, no transparency, no animation. */
    static byte[] firstImage(byte[] content) throws BadRecordException {
        int at = HEADER;
        if (content.length > HEADER) {
            at += colorTable(content[HEADER - 3]);
        }
        var kept = new ByteArrayOutputStream(content.length);
        kept.write(content, 0, Math.min(at, content.length));
        while (at < content.length && content[at] == EXTENSION) {
            at = afterBlocks(content, at + 2);
        }
        if (at + DESCRIPTOR > content.length || content[at] != IMAGE) {
            throw new BadRecordException(
                    BadRecordReason.BROKEN_IMAGE, "the GIF file is damaged: at byte " + at + " should be an image");
        }
        int data = at + DESCRIPTOR + colorTable(content[at + DESCRIPTOR - 1]) + 1;
        kept.write(content, at, afterBlocks(content, data) - at);
        kept.write(END);
        return kept.toByteArray();
    }

    private static int colorTable(byte flags) {
        return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
    }

    private static int afterBlocks(byte[] content, int start) throws BadRecordException {
        int at = start;
        while (at < content.length && content[at] != 0) {
            at += 1 + (content[at] & 0xFF);
        }
        if (at >= content.length) {
            throw new BadRecordException(
                    BadRecordReason.BROKEN_IMAGE,
                    "the GIF file is damaged: it ends after " + content.length + " bytes");
        }
        return at + 1;
    }
}
