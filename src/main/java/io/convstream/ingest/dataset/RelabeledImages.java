package io.convstream.ingest.dataset;

import io.convstream.image.ClassNames;
import io.convstream.image.ImageSet;
import io.convstream.image.RecordFormat;
import java.io.IOException;
import java.util.List;

/**
 * Image set with labels mapped to another class order.
 *
 * @param classNames in the new label order
 * @param labels the new label of each old label
 */
public record RelabeledImages(ImageSet set, List<String> classNames, int[] labels) implements ImageSet {

    /**
     * Returns a set with the labels of {@code classes}, which also supply names that the set does not know.
     *
     * @param owner the set, as error messages name it
     * @throws IllegalArgumentException naming the classes that only one of the two has
     */
    public static ImageSet as(ClassNames classes, String owner, ImageSet set) {
        int[] labels = ClassNames.of(owner, set).completedBy(classes).numbered().labelsIn(classes);
        return set.classNames().equals(classes.names()) ? set : new RelabeledImages(set, classes.names(), labels);
    }

    @Override
    public long size() {
        return set.size();
    }

    @Override
    public int classesFound() {
        return set.classesFound();
    }

    @Override
    public Reader open() throws IOException {
        Reader reader = set.open();
        return new Reader() {
            @Override
            public Entry read(long position) throws IOException {
                return relabeled(reader.read(position));
            }

            @Override
            public void close() throws IOException {
                reader.close();
            }
        };
    }

    /** Maps the label of a record; a label outside the classes is kept, and {@code prepare} rejects the record. */
    private Entry relabeled(Entry entry) {
        int label = entry.effectiveLabel();
        if (label < 0 || label >= labels.length || labels[label] == label) {
            return entry;
        }
        if (entry.format() != RecordFormat.CIFAR) {
            return new Entry(entry.format(), entry.content(), labels[label], entry.origin());
        }
        byte[] content = entry.content().clone();
        content[0] = (byte) labels[label];
        return new Entry(entry.format(), content, entry.label(), entry.origin());
    }
}
