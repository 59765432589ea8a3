package io.convstream.prepare;

import io.convstream.image.ImageSet;
import io.convstream.image.LabeledImages;
import io.convstream.image.RawRecord;
import io.convstream.prepare.decode.BadRecordException;
import io.convstream.prepare.decode.RecordDecoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Held-out images as evaluation wants them: one crop of each, standardized, nothing random, all in memory.
 *
 * @param images the good ones, in the order of the set
 * @param bad what could not be read; not among the images
 */
public record HeldOutImages(LabeledImages images, List<DeadLetter> bad) {

    /**
     * Reads the center of each image of a set.
     *
     * @throws IOException with the path, where a file cannot be read
     */
    public static HeldOutImages read(ImageSet set, PrepareOptions options) throws IOException {
        return read(set, options, CropPosition.CENTER);
    }

    /** As {@link #read(ImageSet, PrepareOptions)}, but another part of each image. */
    public static HeldOutImages read(ImageSet set, PrepareOptions options, CropPosition view) throws IOException {
        var bad = new ArrayList<DeadLetter>();
        return new HeldOutImages(read(set, options, view, bad::add), bad);
    }

    /**
     * Reads only the good images.
     *
     * @param bad gets the other records, in the order of the set
     * @throws IOException with the path if a file cannot be read, or if no image is good
     */
    public static LabeledImages read(ImageSet set, PrepareOptions options, CropPosition view, Consumer<DeadLetter> bad)
            throws IOException {
        int imagesize = options.crop().size();
        // Arrays end some values before the largest int.
        long most = (Integer.MAX_VALUE - 8L) / imagesize;
        if (set.size() > most) {
            throw new IllegalArgumentException("of the " + set.size() + " held-out images of " + options.crop()
                    + " at most " + most + " fit into memory: hold out fewer");
        }
        PrepareOptions unaugmented = options.unaugmented();
        var augmenter = new Augmenter(unaugmented);
        RandomAugmentation draw = view.draw(unaugmented);
        var pixels = new float[(int) set.size() * imagesize];
        var labels = new int[(int) set.size()];
        DeadLetter first = null;
        int count = 0;
        try (ImageSet.Reader reader = set.open();
                RecordDecoder decoder = new RecordDecoder(unaugmented.framing().image(), unaugmented.classes())) {
            for (int position = 0; position < set.size(); position++) {
                RawRecord record = reader.read(position).numbered(position, 0);
                try {
                    RecordDecoder.Image image = decoder.decode(record);
                    augmenter.augment(image.pixels(), draw, pixels, count * imagesize);
                    labels[count++] = image.label();
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
        return new LabeledImages(trimmed(pixels, count * imagesize), Arrays.copyOf(labels, count));
    }

    /**
     * Reads up to the first good image.
     *
     * @throws IOException if there is none
     */
    public static void requireUsable(ImageSet set, PrepareOptions options) throws IOException {
        DeadLetter first = null;
        try (ImageSet.Reader reader = set.open();
                RecordDecoder decoder = new RecordDecoder(options.framing().image(), options.classes())) {
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

    private static IOException noneUsable(ImageSet set, @Nullable DeadLetter first) {
        String why = first == null ? "" : "; the first, from " + first.origin().source() + ": " + first.message();
        return new IOException("none of the " + set.size() + " held-out images can be used" + why);
    }

    /** The array itself where it is full: a second one of a large set is not to be paid for nothing. */
    private static float[] trimmed(float[] values, int length) {
        return values.length == length ? values : Arrays.copyOf(values, length);
    }
}
