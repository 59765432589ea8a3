package io.convstream.image;

import java.io.IOException;
import java.util.List;

/** A set that has nothing to open. */
record FunctionImageSet(List<String> classNames, long size, EntryFunction entries) implements ImageSet {

    FunctionImageSet {
        if (size < 1) {
            throw new IllegalArgumentException("size is " + size + ": a set holds at least 1 image");
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
