package io.convstream.image;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * A finite set of labeled images that can be read at any position, in any order. It is serialized into the job and
 * {@linkplain #open() opened} where it is read.
 */
public interface ImageSet extends Serializable {

    /** The class names in label order; blank if only the label is known. */
    List<String> classNames();

    /** Whether the set has no other classes. */
    default boolean knowsAllClasses() {
        return true;
    }

    /** The number of records, bad ones included. */
    long size();

    /** The number of classes with at least one image; all classes, if the set does not count them. */
    default int classesFound() {
        return classNames().size();
    }

    /**
     * Opens the files behind the set.
     *
     * @throws IOException with the path, where a file cannot be read
     */
    Reader open() throws IOException;

    /**
     * Makes a set of images that a function computes or looks up.
     *
     * @param entries called with positions from 0 to size - 1; returns the same entry whenever it is called again
     */
    static ImageSet of(List<String> classNames, long size, EntryFunction entries) {
        return new FunctionImageSet(List.copyOf(classNames), size, entries);
    }

    /** Reads the record at a position. It is serialized into the job. */
    @FunctionalInterface
    interface EntryFunction extends Serializable {

        /** @throws IOException with the path, if a file cannot be read */
        Entry read(long position) throws IOException;
    }

    /** An open set; for one thread at a time. */
    interface Reader extends AutoCloseable {

        /**
         * Reads a record. A bad one is returned as it is: {@code prepare} finds out.
         *
         * @param position in the set, from 0 to size - 1
         * @throws IOException with the path, where the file cannot be read any more
         */
        Entry read(long position) throws IOException;

        @Override
        void close() throws IOException;
    }

    /** A record of the set before the stream gives it a sequence number; the fields are those of {@link RawRecord}. */
    record Entry(RecordFormat format, byte[] content, int label, Origin origin) {

        public RawRecord numbered(long sequence, int epoch) {
            return new RawRecord(sequence, epoch, format, content, label, origin);
        }

        /** The label, which the CIFAR format holds in its first byte; -1 without a label. */
        public int effectiveLabel() {
            return format == RecordFormat.CIFAR && content.length > 0 ? content[0] & 0xFF : label;
        }
    }
}
