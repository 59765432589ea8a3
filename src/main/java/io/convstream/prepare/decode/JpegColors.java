package io.convstream.prepare.decode;

import java.awt.image.Raster;
import java.util.Arrays;

/**
 * Color space of a JPEG file, with its conversion to RGB. Rules and integer arithmetic are those of libjpeg's djpeg, which
 * ignores color profiles, as other data set readers do. ImageIO's own rules differ between JDKs.
 */
enum JpegColors {
    GRAY,
    RGB,
    YCBCR,
    CMYK,
    YCCK;

    static final int NO_ADOBE_MARKER = -1;

    private static final byte[] RGB_IDS = {'R', 'G', 'B'};

    private static final int FRACTION = 16;
    private static final int HALF = 1 << (FRACTION - 1);
    private static final int CENTER = 128;
    private static final int VALUES = 256;
    /** Contribution of a chroma value to red, blue and green; green in fixed point with 16 fractional bits. */
    private static final int[] CR_RED = new int[VALUES];

    private static final int[] CB_BLUE = new int[VALUES];
    private static final int[] CR_GREEN = new int[VALUES];
    private static final int[] CB_GREEN = new int[VALUES];

    static {
        for (int i = 0; i < VALUES; i++) {
            int chroma = i - CENTER;
            CR_RED[i] = (fixed(1.40200) * chroma + HALF) >> FRACTION;
            CB_BLUE[i] = (fixed(1.77200) * chroma + HALF) >> FRACTION;
            CR_GREEN[i] = -fixed(0.71414) * chroma;
            CB_GREEN[i] = -fixed(0.34414) * chroma + HALF;
        }
    }

    private static int fixed(double value) {
        return (int) (value * (1 << FRACTION) + 0.5);
    }

    /**
     * Returns the color space, by the rules of libjpeg.
     *
     * @param ids the component identifiers
     * @param jfif whether there is a JFIF marker
     * @param transform the color transform of the Adobe marker, or {@link #NO_ADOBE_MARKER}
     */
    static JpegColors of(byte[] ids, boolean jfif, int transform) throws BadRecordException {
        return switch (ids.length) {
            case 1 -> GRAY;
            case 3 -> {
                boolean rgb = transform == NO_ADOBE_MARKER ? Arrays.equals(ids, RGB_IDS) : transform == 0;
                yield rgb && !jfif ? RGB : YCBCR;
            }
            case 4 -> transform == NO_ADOBE_MARKER || transform == 0 ? CMYK : YCCK;
            default ->
                throw new BadRecordException(
                        BadRecordReason.BROKEN_IMAGE,
                        "the JPEG file has " + ids.length + " components for each pixel: 1, 3 or 4 are supported");
        };
    }

    /** Converts components, {@code [height, width, 1, 3 or 4]}, to RGB. */
    RgbImage convert(Raster components) {
        int width = components.getWidth();
        int height = components.getHeight();
        int bands = components.getNumBands();
        byte[] row = new byte[width * bands];
        byte[] pixels = new byte[height * width * 3];
        int out = 0;
        for (int y = 0; y < height; y++) {
            components.getDataElements(components.getMinX(), components.getMinY() + y, width, 1, row);
            for (int in = 0; in < row.length; in += bands) {
                convert(row, in, pixels, out);
                out += 3;
            }
        }
        return new RgbImage(height, width, pixels);
    }

    private void convert(byte[] in, int at, byte[] out, int to) {
        switch (this) {
            case GRAY -> Arrays.fill(out, to, to + 3, in[at]);
            case RGB -> System.arraycopy(in, at, out, to, 3);
            case YCBCR -> transform(in, at, out, to);
            case CMYK -> multiply(in[at], in[at + 1], in[at + 2], in[at + 3], out, to);
            case YCCK -> {
                transform(in, at, out, to);
                multiply(~out[to], ~out[to + 1], ~out[to + 2], in[at + 3], out, to);
            }
        }
    }

    private static void transform(byte[] in, int at, byte[] out, int to) {
        int luma = in[at] & 0xFF;
        int cb = in[at + 1] & 0xFF;
        int cr = in[at + 2] & 0xFF;
        out[to] = clamp(luma + CR_RED[cr]);
        out[to + 1] = clamp(luma + ((CB_GREEN[cb] + CR_GREEN[cr]) >> FRACTION));
        out[to + 2] = clamp(luma + CB_BLUE[cb]);
    }

    /** Converts Adobe CMYK, in which 255 means no ink. */
    private static void multiply(int cyan, int magenta, int yellow, int black, byte[] out, int to) {
        out[to] = product(cyan, black);
        out[to + 1] = product(magenta, black);
        out[to + 2] = product(yellow, black);
    }

    private static byte product(int ink, int black) {
        return (byte) ((2 * (ink & 0xFF) * (black & 0xFF) + 255) / 510);
    }

    private static byte clamp(int value) {
        return (byte) Math.max(0, Math.min(255, value));
    }
}
