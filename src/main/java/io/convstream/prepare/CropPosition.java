package io.convstream.prepare;

import java.util.ArrayList;
import java.util.List;

/**
 * Which part of an image evaluation looks at.
 *
 * @param down 0: the upper edge, 1: the middle, 2: the lower edge
 * @param across 0: the left edge, 1: the middle, 2: the right edge
 * @param mirrored whether left and right change places
 */
public record CropPosition(int down, int across, boolean mirrored) {

    /** What evaluation looks at where nobody asks for more. */
    public static final CropPosition CENTER = new CropPosition(1, 1, false);

    /** The numbers of views that there are sets of. */
    public static final List<Integer> COUNTS = List.of(1, 2, 10, 18);

    /**
     * A set of views.
     *
     * @param count one of {@link #COUNTS}: 1: the center; 2: the center and its mirror image; 10: these and the four
     *     corners with theirs; 18: those of three times three places
     */
    public static List<CropPosition> of(int count) {
        if (!COUNTS.contains(count)) {
            throw new IllegalArgumentException("no set of " + count + " views: there are " + COUNTS);
        }
        List<CropPosition> views = new ArrayList<>();
        for (int place = 0; place < 9; place++) {
            int down = place / 3;
            int across = place % 3;
            int edges = (down == 1 ? 0 : 1) + (across == 1 ? 0 : 1);
            if (edges == 0 || count == 18 || (count == 10 && edges == 2)) {
                views.add(new CropPosition(down, across, false));
                views.add(new CropPosition(down, across, true));
            }
        }
        return count == 1 ? List.of(CENTER) : views;
    }

    RandomAugmentation draw(PrepareOptions options) {
        int spareRows = options.framing().padded().height() - options.crop().height();
        int spareColumns = options.framing().padded().width() - options.crop().width();
        return new RandomAugmentation(spareRows * down / 2, spareColumns * across / 2, mirrored, 0, 1);
    }
}
