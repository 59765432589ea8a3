package io.convstream.ingest.dataset;

import io.convstream.image.ClassNames;
import io.convstream.image.ImageSet;
import io.convstream.image.RecordFormat;
import java.io.IOException;
import java.util.List;

/**
 * A set of images whose labels count the classes in another order.
 *
 * @param labels the new label of each label of the set
 */
public record RelabeledImages(ImageSet set, List<String> classNames, int[] labels) implements ImageSet {

    /**
     * A set with the labels of other classes; what it does not know of its classes is taken from these.
     *
     * @param owner what a sentence calls the set
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

    /** A label outside the classes is kept: preparation refuses it. */
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
