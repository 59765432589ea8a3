package io.convstream.prepare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One crop of test-time augmentation.
 *
 * @param row 0: top, 1: middle, 2: bottom
 * @param column 0: left, 1: middle, 2: right
 * @param flip whether the crop is mirrored horizontally
 * @param shift pixels by which it is moved down and to the right
 * @param weight of its probabilities, relative to the others of the set
 */
public record TestTimeCrop(int row, int column, boolean flip, int shift, int weight) {

    /** The crop of an evaluation without test-time augmentation. */
    public static final TestTimeCrop CENTER = new TestTimeCrop(1, 1, false, 0, 1);

    /** The supported numbers of crops. */
    public static final List<Integer> COUNTS = List.of(1, 2, 6, 10, 18);

    /**
     * Returns a set of crops.
     *
     * @param count one of {@link #COUNTS}: 1: the center; 2: the center and its mirror image; 6: these, and with half the
     *     weight the center moved by a pixel to both ends of a diagonal (Jordan, arXiv:2404.00498); 10: the first two and the four
     *     corners with theirs; 18: the nine positions of a 3x3 grid with theirs
     * @throws IllegalArgumentException if there is no such set
     */
    public static List<TestTimeCrop> of(int count) {
        if (!COUNTS.contains(count)) {
            throw new IllegalArgumentException("no set of " + count + " crops: use one of " + COUNTS);
        }
        if (count == 6) {
            return Stream.of(0, -1, 1)
                    .flatMap(shift ->
                            Stream.of(false, true).map(flip -> new TestTimeCrop(1, 1, flip, shift, shift == 0 ? 2 : 1)))
                    .toList();
        }
        List<TestTimeCrop> crops = new ArrayList<>();
        for (int position = 0; position < 9; position++) {
            int row = position / 3;
            int column = position % 3;
            int edges = (row == 1 ? 0 : 1) + (column == 1 ? 0 : 1);
            if (edges == 0 || count == 18 || (count == 10 && edges == 2)) {
                crops.add(new TestTimeCrop(row, column, false, 0, 1));
                crops.add(new TestTimeCrop(row, column, true, 0, 1));
            }
        }
        return count == 1 ? List.of(CENTER) : crops;
    }

    /**
     * Checks that the crop is within the images.
     *
     * @throws IllegalArgumentException if it is not
     */
    public void requireWithin(PrepareOptions options) {
        parameters(options);
    }

    TransformParameters parameters(PrepareOptions options) {
        int spareRows = options.framing().padded().height() - options.crop().height();
        int spareColumns = options.framing().padded().width() - options.crop().width();
        int top = spareRows * row / 2 + shift;
        int left = spareColumns * column / 2 + shift;
        if (Math.min(top, left) < 0 || top > spareRows || left > spareColumns) {
            throw new IllegalArgumentException("a crop of " + options.crop() + " cannot be moved within "
                    + options.framing().padded() + ": use another number of crops than 6");
        }
        return new TransformParameters(top, left, flip, 0, 1);
    }
}
