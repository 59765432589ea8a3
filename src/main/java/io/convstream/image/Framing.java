package io.convstream.image;

import java.io.Serializable;

/**
 * How much of a picture a network sees.
 *
 * @param picture the shape that every picture is scaled to
 * @param border how many pixels wide the edge is that is put around it, a mirror image of what lies inside
 * @param crop the shape that is cut out of picture and border: what the network takes
 */
public record Framing(PictureShape picture, int border, PictureShape crop) implements Serializable {

    private static final int COLOURS = 3;

    public Framing {
        if (border < 0 || border >= Math.min(picture.height(), picture.width())) {
            throw new IllegalArgumentException("a mirrored border of " + border + " pixels around a picture of "
                    + picture + ": it starts at 0 and must be smaller than the picture");
        }
        PictureShape bordered = bordered(picture, border);
        if (crop.height() > bordered.height()
                || crop.width() > bordered.width()
                || crop.channels() != picture.channels()) {
            throw new IllegalArgumentException("a crop of " + crop + " does not fit into a picture of " + bordered
                    + (border == 0 ? "" : ", its border included") + ": make the crop smaller");
        }
    }

    /** Squares of red, green and blue. */
    public static Framing of(int picture, int border, int crop) {
        return new Framing(new PictureShape(picture, picture, COLOURS), border, new PictureShape(crop, crop, COLOURS));
    }

    /** Each picture as it is. */
    public static Framing whole(PictureShape picture) {
        return new Framing(picture, 0, picture);
    }

    /** What crops are cut out of. */
    public PictureShape bordered() {
        return bordered(picture, border);
    }

    private static PictureShape bordered(PictureShape picture, int border) {
        return new PictureShape(picture.height() + 2 * border, picture.width() + 2 * border, picture.channels());
    }
}
