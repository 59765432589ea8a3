package io.convstream.ingest.dataset;

import io.convstream.image.Origin;
import io.convstream.image.RecordFormat;
import io.convstream.image.SplitMix;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * A data set that needs no download: figures of ten classes, drawn on the spot as CIFAR records. Image i is a pure
 * function of (seed, part, i), bit-equal on every machine; labels go round (0, 1, … 9, 0, …), so the classes are equally
 * frequent.
 *
 * @param seed changes every image
 * @param heldOut whether these are the images for evaluation; they share none with those for training
 * @param size how many images there are
 */
public record Shapes(long seed, boolean heldOut, long size) implements NamedImages {

    public static final long DEFAULT_TRAIN_SIZE = 20_000;
    public static final long DEFAULT_HELD_OUT_SIZE = 2_000;

    private static final List<ShapeClass> FIGURES = List.of(ShapeClass.values());
    public static final List<String> CLASS_NAMES = FIGURES.stream()
            .map(figure -> figure.name().toLowerCase(Locale.ROOT))
            .toList();

    public Shapes {
        if (size < 1) {
            throw new IllegalArgumentException("a set of " + size + " generated images is empty: ask for at least 1");
        }
    }

    @Override
    public List<String> classNames() {
        return CLASS_NAMES;
    }

    @Override
    public void visit(Visitor visitor) {
        for (long position = 0; position < size; position++) {
            visitor.image(name() + "#" + position, (int) (position % FIGURES.size()));
        }
    }

    private String name() {
        return heldOut ? "shapes/test" : "shapes/train";
    }

    @Override
    public Reader open() {
        String name = name();
        long partSeed = SplitMix.mix(seed, heldOut ? 1 : 0);
        return new Reader() {
            @Override
            public Entry read(long position) throws IOException {
                if (position < 0 || position >= size) {
                    throw new IOException(name + " has no image " + position + ": it holds " + size);
                }
                int label = (int) (position % FIGURES.size());
                byte[] content = ShapeDrawing.draw(FIGURES.get(label), new SplitMix(SplitMix.mix(partSeed, position)));
                content[0] = (byte) label;
                return new Entry(RecordFormat.CIFAR, content, -1, new Origin(name, -1, position, -1));
            }

            @Override
            public void close() {}
        };
    }
}
