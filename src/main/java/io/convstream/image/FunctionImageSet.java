package io.convstream.image;

import java.io.IOException;
import java.util.List;

/** Image set that reads its records through a function. */
record FunctionImageSet(List<String> classNames, long size, EntryFunction entries) implements ImageSet {

    FunctionImageSet {
        if (size < 1) {
            throw new IllegalArgumentException(
                    "an image set of size " + size + " is empty: it must hold at least 1 image");
        }
    }

    @Override
    public Reader open() {
        return new Reader() {
            @Override
            public Entry read(long position) throws IOException {
                return entries.read(position);
            }

            @Override
            public void close() {}
        };
    }
}
