package io.convstream.prepare;

import io.convstream.image.LabelledPictures;
import io.convstream.image.PictureSet;
import io.convstream.image.RawRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Held-out pictures as evaluation wants them: one crop of each, standardised, nothing random, all in memory.
 *
 * @param pictures the good ones, in the order of the set
 * @param bad what could not be read; not among the pictures
 */
public record HeldOutPictures(LabelledPictures pictures, List<DeadLetter> bad) {

    /**
     * Reads the centre of each picture of a set.
     *
     * @throws IOException with the path, where a file cannot be read
     */
    public static HeldOutPictures read(PictureSet set, PrepareOptions options) throws IOException {
        return read(set, options, View.CENTRE);
    }

    /** As {@link #read(PictureSet, PrepareOptions)}, but another part of each picture. */
    public static HeldOutPictures read(PictureSet set, PrepareOptions options, View view) throws IOException {
        var bad = new ArrayList<DeadLetter>();
        return new HeldOutPictures(read(set, options, view, bad::add), bad);
    }

    /**
     * Reads only the good pictures.
     *
     * @param bad gets the other records, in the order of the set
     * @throws IOException with the path if a file cannot be read, or if no picture is good
     */
    public static LabelledPictures read(PictureSet set, PrepareOptions options, View view, Consumer<DeadLetter> bad)
            throws IOException {
        int pictureSize = options.crop().size();
        // Arrays end some values before the largest int.
        long most = (Integer.MAX_VALUE - 8L) / pictureSize;
        if (set.size() > most) {
            throw new IllegalArgumentException("of the " + set.size() + " held-out pictures of " + options.crop()
                    + " at most " + most + " fit into memory: hold out fewer");
        }
        PrepareOptions undistorted = options.undistorted();
        var distorter = new Distorter(undistorted);
        Draw draw = view.draw(undistorted);
        var pixels = new float[(int) set.size() * pictureSize];
        var labels = new int[(int) set.size()];
        DeadLetter first = null;
        int count = 0;
        try (PictureSet.Reader reader = set.open();
                Decoder decoder = new Decoder(undistorted)) {
            for (int position = 0; position < set.size(); position++) {
                RawRecord record = reader.read(position).numbered(position, 0);
                try {
                    Decoder.Picture picture = decoder.decode(record);
                    distorter.distort(picture.pixels(), draw, pixels, count * pictureSize);
                    labels[count++] = picture.label();
                } catch (BadRecordException e) {
                    DeadLetter letter = DeadLetter.of(record, e);
                    first = first == null ? letter : first;
                    bad.accept(letter);
                }
            }
        }
        if (count == 0) {
            throw noneUsable(set, first);
        }
        return new LabelledPictures(trimmed(pixels, count * pictureSize), Arrays.copyOf(labels, count));
    }

    /**
     * Reads up to the first good picture.
     *
     * @throws IOException if there is none
     */
    public static void requireUsable(PictureSet set, PrepareOptions options) throws IOException {
        DeadLetter first = null;
        try (PictureSet.Reader reader = set.open();
                Decoder decoder = new Decoder(options)) {
            for (int position = 0; position < set.size(); position++) {
                RawRecord record = reader.read(position).numbered(position, 0);
                try {
                    decoder.decode(record);
                    return;
                } catch (BadRecordException e) {
                    first = first == null ? DeadLetter.of(record, e) : first;
                }
            }
        }
        throw noneUsable(set, first);
    }

    private static IOException noneUsable(PictureSet set, @Nullable DeadLetter first) {
        String why = first == null ? "" : "; the first, from " + first.origin().source() + ": " + first.sentence();
        return new IOException("none of the " + set.size() + " held-out images can be used" + why);
    }

    /** The array itself where it is full: a second one of a large set is not to be paid for nothing. */
    private static float[] trimmed(float[] values, int length) {
        return values.length == length ? values : Arrays.copyOf(values, length);
    }
}
