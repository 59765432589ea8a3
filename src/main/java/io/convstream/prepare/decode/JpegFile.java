package io.convstream.prepare.decode;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Markers of a JPEG file, read before ImageIO reads the file.
 *
 * @param content the file without color profiles, thumbnails, EXIF data and comments
 * @param height in pixels
 * @param width in pixels
 * @param colors the color space of the components
 * @param scans the number of scans, 1 to 100
 */
record JpegFile(byte[] content, int height, int width, JpegColors colors, int scans) {

    /** Progressive encoders write about ten. */
    private static final int MAX_SCANS = 100;

    private static final int START = 0xD8;
    private static final int END = 0xD9;
    private static final int SCAN = 0xDA;
    private static final int COMMENT = 0xFE;
    private static final int JFIF = 0xE0;
    private static final int ADOBE = 0xEE;

    /**
     * Parses the markers. Bytes between markers are scan data and are copied; before the first scan they are dropped.
     *
     * @throws BadRecordException if the file is damaged, too large or not supported
     */
    static JpegFile read(byte[] content) throws BadRecordException {
        return new Parser(content).read();
    }

    /** Parser of one file. */
    private static final class Parser {

        private final byte[] content;
        private final ByteArrayOutputStream kept;
        private int position;
        private int scans;
        private boolean oneScan;
        private int frame = -1;
        private boolean jfif;
        private int transform = JpegColors.NO_ADOBE_MARKER;
        private @Nullable JpegColors colors;

        Parser(byte[] content) {
            this.content = content;
            this.kept = new ByteArrayOutputStream(content.length);
        }

        JpegFile read() throws BadRecordException {
            for (int marker = next(); marker != END; marker = next()) {
                int length = hasLength(marker) ? 2 + length(marker) : 2;
                if (marker == SCAN) {
                    startScan(length);
                } else if (isFrame(marker)) {
                    startFrame(marker, length);
                } else if (scans == 0 && marker == JFIF) {
                    jfif |= length >= 18 && hasText(position + 4, "JFIF\0");
                } else if (scans == 0 && marker == ADOBE && length >= 16 && hasText(position + 4, "Adobe")) {
                    transform = content[position + 15] & 0xFF;
                }
                if ((marker < JFIF || marker > 0xEF) && marker != COMMENT) {
                    kept.write(content, position, length);
                }
                position += length;
            }
            kept.write(0xFF);
            kept.write(END);
            if (colors == null) {
                throw broken("it has no scan");
            }
            return new JpegFile(kept.toByteArray(), number(frame + 5), number(frame + 7), colors, scans);
        }

        /**
         * Moves {@link #position} to the next marker and returns it. The end marker may be missing if one scan holds all
         * pixels: the decoder notices missing data itself.
         */
        private int next() throws BadRecordException {
            int start = position;
            while (position + 1 < content.length
                    && (content[position] != (byte) 0xFF
                            || content[position + 1] == 0
                            || content[position + 1] == (byte) 0xFF)) {
                position++;
            }
            boolean atEnd = position + 1 >= content.length;
            if (atEnd && !oneScan) {
                throw broken("it ends after " + content.length + " bytes, before its end marker");
            }
            if (scans > 0) {
                kept.write(content, start, (atEnd ? content.length : position) - start);
            }
            return atEnd ? END : content[position + 1] & 0xFF;
        }

        private static boolean hasLength(int marker) {
            boolean restart = marker >= 0xD0 && marker <= 0xD7;
            return !restart && marker != START && marker != 1;
        }

        private int length(int marker) throws BadRecordException {
            int length = position + 4 > content.length ? 0 : number(position + 2);
            if (length < 2 || position + 2 + length > content.length) {
                throw broken("the segment " + Integer.toHexString(marker) + " at byte " + position
                        + " has the wrong length or does not end");
            }
            return length;
        }

        private void startScan(int length) throws BadRecordException {
            if (frame < 0) {
                throw broken("it has a scan before the image size");
            }
            if (++scans > MAX_SCANS) {
                throw new BadRecordException(
                        BadRecordReason.TOO_LARGE, "the JPEG file has more than the allowed " + MAX_SCANS + " scans");
            }
            int components = content[frame + 9] & 0xFF;
            boolean sequential = content[frame + 1] != (byte) 0xC2 && content[frame + 1] != (byte) 0xCA;
            oneScan = sequential && scans == 1 && length > 4 && content[position + 4] == components;
            if (colors == null) {
                byte[] ids = new byte[components];
                for (int i = 0; i < ids.length; i++) {
                    ids[i] = content[frame + 10 + 3 * i];
                }
                colors = JpegColors.of(ids, jfif, transform);
            }
        }

        private static boolean isFrame(int marker) {
            return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        }

        private void startFrame(int marker, int length) throws BadRecordException {
            int kind = marker - 0xC0;
            if (frame >= 0) {
                throw broken("it has two frames");
            }
            if (kind != 0 && kind != 1 && kind != 2 && kind != 9 && kind != 10) {
                throw broken("it is lossless or hierarchical, which is not supported");
            }
            if (length < 10 || length != 10 + 3 * (content[position + 9] & 0xFF)) {
                throw broken("its frame at byte " + position + " has the wrong length");
            }
            if (content[position + 4] != 8) {
                throw broken("it has " + (content[position + 4] & 0xFF) + " bits for each value, only 8 are supported");
            }
            frame = position;
        }

        private boolean hasText(int from, String text) {
            for (int i = 0; i < text.length(); i++) {
                if (content[from + i] != text.charAt(i)) {
                    return false;
                }
            }
            return true;
        }

        private int number(int from) {
            return (content[from] & 0xFF) << 8 | (content[from + 1] & 0xFF);
        }
    }

    private static BadRecordException broken(String what) {
        return new BadRecordException(BadRecordReason.BROKEN_IMAGE, "the JPEG file cannot be decoded: " + what);
    }
}
