package io.convstream.ingest.dataset;

import io.convstream.image.Origin;
import io.convstream.image.RecordFormat;
import io.convstream.image.SplitMix;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Generated data set that needs no download: shapes of ten classes as CIFAR records. Image i is a pure function of (seed,
 * split, i), bit-equal on every machine. Labels cycle (0, 1, … 9, 0, …), so that the classes are balanced.
 *
 * @param seed determines all images
 * @param heldOut whether this is the held-out split, which shares no image with the training split
 * @param size the number of images, at least 1
 */
public record Shapes(long seed, boolean heldOut, long size) implements NamedImages {

    public static final long DEFAULT_TRAIN_SIZE = 20_000;
    public static final long DEFAULT_HELD_OUT_SIZE = 2_000;

    private static final List<ShapeClass> SHAPES = List.of(ShapeClass.values());
    public static final List<String> CLASS_NAMES =
            SHAPES.stream().map(shape -> shape.name().toLowerCase(Locale.ROOT)).toList();

    public Shapes {
        if (size < 1) {
            throw new IllegalArgumentException("a set of " + size + " generated images is empty: it needs at least 1");
        }
    }

    @Override
    public List<String> classNames() {
        return CLASS_NAMES;
    }

    @Override
    public void visit(Visitor visitor) {
        for (long position = 0; position < size; position++) {
            visitor.visit(name() + "#" + position, (int) (position % SHAPES.size()));
        }
    }

    private String name() {
        return heldOut ? "shapes/test" : "shapes/train";
    }

    @Override
    public Reader open() {
        String name = name();
        long splitSeed = SplitMix.mix(seed, heldOut ? 1 : 0);
        return new Reader() {
            @Override
            public Entry read(long position) throws IOException {
                if (position < 0 || position >= size) {
                    throw new IOException(name + " has no image " + position + ": it holds " + size);
                }
                int label = (int) (position % SHAPES.size());
                byte[] content =
                        ShapeRenderer.render(SHAPES.get(label), new SplitMix(SplitMix.mix(splitSeed, position)));
                content[0] = (byte) label;
                return new Entry(RecordFormat.CIFAR, content, -1, new Origin(name, -1, position, -1));
            }

            @Override
            public void close() {}
        };
    }
}
