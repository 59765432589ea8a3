package io.convstream.image;

import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;

/** Shape of an image in pixels; values are stored as {@code [height, width, channels]} (HWC). */
@PublicEvolving
public record ImageShape(int height, int width, int channels) implements Serializable {

    public ImageShape {
        if (height < 1 || width < 1 || channels < 1) {
            throw new IllegalArgumentException("an image of " + height + "x" + width + "x" + channels
                    + " has no pixels: height, width and channels must be at least 1");
        }
        if ((long) height * width > Integer.MAX_VALUE / channels) {
            throw new IllegalArgumentException("an image of " + height + "x" + width + "x" + channels
                    + " has more values than an array can hold: make it smaller");
        }
    }

    /** Returns the number of values: height x width x channels. */
    public int size() {
        return height * width * channels;
    }

    @Override
    public String toString() {
        return height + "x" + width + "x" + channels;
    }
}
