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
 * Held-out images prepared for evaluation: one standardized crop of each, without augmentation, all in memory.
 *
 * @param images the images that could be prepared, in the order of the set
 * @param deadLetters the records that could not be prepared, in the order of the set
 */
public record HeldOutImages(LabeledImages images, List<DeadLetter> deadLetters) {

    /**
     * Reads the center crop of each image of a set.
     *
     * @throws IOException with the path, if a file cannot be read, or if no record can be prepared
     */
    public static HeldOutImages read(ImageSet set, PrepareOptions options) throws IOException {
        return read(set, options, TestTimeCrop.CENTER);
    }

    /** Reads one crop of each image of a set. */
    public static HeldOutImages read(ImageSet set, PrepareOptions options, TestTimeCrop crop) throws IOException {
        var deadLetters = new ArrayList<DeadLetter>();
        return new HeldOutImages(read(set, options, crop, deadLetters::add), deadLetters);
    }

    /**
     * Reads one crop of each image of a set and passes on the records that cannot be prepared.
     *
     * @param deadLetters receives those records, in the order of the set
     * @throws IOException with the path if a file cannot be read, or if no record can be prepared
     * @throws IllegalArgumentException if the set does not fit into one array
     */
    public static LabeledImages read(
            ImageSet set, PrepareOptions options, TestTimeCrop crop, Consumer<DeadLetter> deadLetters)
            throws IOException {
        int imageSize = options.crop().size();
        // The largest array length is a few values below Integer.MAX_VALUE.
        long maxImages = (Integer.MAX_VALUE - 8L) / imageSize;
        if (set.size() > maxImages) {
            throw new IllegalArgumentException("of the " + set.size() + " held-out images of " + options.crop()
                    + " at most " + maxImages + " fit into memory: hold out fewer");
        }
        PrepareOptions unaugmented = options.unaugmented();
        var transform = new ImageTransform(unaugmented);
        TransformParameters parameters = crop.parameters(unaugmented);
        var pixels = new float[(int) set.size() * imageSize];
        var labels = new int[(int) set.size()];
        DeadLetter first = null;
        int count = 0;
        try (ImageSet.Reader reader = set.open();
                RecordDecoder decoder = new RecordDecoder(unaugmented.framing().image(), unaugmented.classes())) {
            for (int position = 0; position < set.size(); position++) {
                RawRecord record = reader.read(position).numbered(position, 0);
                try {
                    RecordDecoder.Image image = decoder.decode(record);
                    transform.apply(image.pixels(), parameters, pixels, count * imageSize);
                    labels[count++] = image.label();
                } catch (BadRecordException e) {
                    DeadLetter letter = DeadLetter.of(record, e);
                    first = first == null ? letter : first;
                    deadLetters.accept(letter);
                }
            }
        }
        if (count == 0) {
            throw noneUsable(set, first);
        }
        return new LabeledImages(trimmed(pixels, count * imageSize), Arrays.copyOf(labels, count));
    }

    /**
     * Checks that at least one record of a set can be prepared; reads up to the first such record.
     *
     * @throws IOException if no record can be prepared
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

    /** Returns the array itself if it is full, to avoid a copy of a large set. */
    private static float[] trimmed(float[] values, int length) {
        return values.length == length ? values : Arrays.copyOf(values, length);
    }
}
