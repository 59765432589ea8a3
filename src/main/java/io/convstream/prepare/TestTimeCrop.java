package io.convstream.prepare;

import java.util.ArrayList;
import java.util.List;

/**
 * One crop of test-time augmentation.
 *
 * @param row 0: top, 1: middle, 2: bottom
 * @param column 0: left, 1: middle, 2: right
 * @param flip whether the crop is mirrored horizontally
 */
public record TestTimeCrop(int row, int column, boolean flip) {

    /** The crop of an evaluation without test-time augmentation. */
    public static final TestTimeCrop CENTER = new TestTimeCrop(1, 1, false);

    /** The supported numbers of crops. */
    public static final List<Integer> COUNTS = List.of(1, 2, 10, 18);

    /**
     * Returns a set of crops.
     *
     * @param count one of {@link #COUNTS}: 1: the center; 2: the center and its mirror image; 10: these and the four
     *     corners with theirs; 18: the nine positions of a 3x3 grid with theirs
     * @throws IllegalArgumentException if there is no such set
     */
    public static List<TestTimeCrop> of(int count) {
        if (!COUNTS.contains(count)) {
            throw new IllegalArgumentException("no set of " + count + " crops: use one of " + COUNTS);
        }
        List<TestTimeCrop> crops = new ArrayList<>();
        for (int position = 0; position < 9; position++) {
            int row = position / 3;
            int column = position % 3;
            int edges = (row == 1 ? 0 : 1) + (column == 1 ? 0 : 1);
            if (edges == 0 || count == 18 || (count == 10 && edges == 2)) {
                crops.add(new TestTimeCrop(row, column, false));
                crops.add(new TestTimeCrop(row, column, true));
            }
        }
        return count == 1 ? List.of(CENTER) : crops;
    }

    TransformParameters parameters(PrepareOptions options) {
        int spareRows = options.framing().padded().height() - options.crop().height();
        int spareColumns = options.framing().padded().width() - options.crop().width();
        return new TransformParameters(spareRows * row / 2, spareColumns * column / 2, flip, 0, 1);
    }
}
