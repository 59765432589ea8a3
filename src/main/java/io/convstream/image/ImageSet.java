package io.convstream.image;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.flink.annotation.PublicEvolving;

/**
 * Finite set of labeled images with random access. It is serialized with the job and {@linkplain #open() opened} by the
 * task that reads it.
 */
@PublicEvolving
public interface ImageSet extends Serializable {

    /** Returns the class names in label order; blank if only the label is known. */
    List<String> classNames();

    /** Whether {@link #classNames()} is complete. */
    default boolean knowsAllClasses() {
        return true;
    }

    /** Returns the number of records, including bad ones. */
    long size();

    /** Returns the number of classes with at least one image, or of all classes if the set does not count them. */
    default int classesFound() {
        return classNames().size();
    }

    /**
     * Opens the set for reading.
     *
     * @throws IOException with the path, if a file cannot be read
     */
    Reader open() throws IOException;

    /**
     * Returns a set whose records a function computes or looks up.
     *
     * @param entries called with positions from 0 to size - 1; must return equal entries for equal positions
     */
    static ImageSet of(List<String> classNames, long size, EntryFunction entries) {
        return new FunctionImageSet(List.copyOf(classNames), size, entries);
    }

    /** Function that reads the record at a position. It is serialized with the job. */
    @FunctionalInterface
    interface EntryFunction extends Serializable {

        /**
         * Reads the record at a position, from 0.
         *
         * @throws IOException with the path, if a file cannot be read
         */
        Entry read(long position) throws IOException;
    }

    /** Reader of an open set. Not thread-safe. */
    interface Reader extends AutoCloseable {

        /**
         * Reads a record. Content is not validated here: {@code prepare} rejects bad records.
         *
         * @param position from 0 to size - 1
         * @throws IOException with the path, if the file can no longer be read
         */
        Entry read(long position) throws IOException;

        /**
         * Reads a record for training. Most sets are the same in each epoch.
         *
         * @param epoch from 0
         * @throws IOException as {@link #read(long)}
         */
        default Entry read(long position, int epoch) throws IOException {
            return read(position);
        }

        @Override
        void close() throws IOException;
    }

    /** A record without a sequence number; the components are those of {@link RawRecord}. */
    record Entry(RecordFormat format, byte[] content, int label, Origin origin) {

        /** Returns the record at a position of the stream. */
        public RawRecord numbered(long sequence, int epoch) {
            return new RawRecord(sequence, epoch, format, content, label, origin);
        }

        /** Returns the label, also if the content holds it; -1 if there is none. */
        public int effectiveLabel() {
            return format == RecordFormat.CIFAR && content.length > 0 ? content[0] & 0xFF : label;
        }
    }
}
