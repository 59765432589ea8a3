package io.convstream.ingest.dataset;

import io.convstream.image.ImageSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Data set of a job: a training split and a held-out split, one of which may be missing. In an unsplit data set both hold
 * all images, and {@link #split(double)} must be called before training.
 *
 * @param name name and location for messages
 * @param choice the value of {@code --data} that resolves to the same data set, in any working directory
 * @param notices sentences for the user: why this data set was chosen, which files were ignored
 * @param trainSplit empty if there are no training images
 * @param heldOutSplit empty if there are no held-out images
 */
public record Dataset(
        String name,
        String choice,
        List<String> notices,
        Optional<ImageSet> trainSplit,
        Optional<ImageSet> heldOutSplit) {

    /**
     * Returns the training images.
     *
     * @throws IOException if there are none
     */
    public ImageSet train() throws IOException {
        return trainSplit.orElseThrow(() -> new IOException(name
                + " has images for evaluation only: training needs data_batch_1.bin … data_batch_5.bin or a folder"
                + " train there, another --data, or a topic as --source"));
    }

    /**
     * Returns the held-out images for evaluation.
     *
     * @throws IOException if there are none
     */
    public ImageSet heldOut() throws IOException {
        return heldOutSplit.orElseThrow(() -> new IOException(name
                + " has images for training only: evaluation needs test_batch.bin or a folder val or test there,"
                + " --val-split to hold out some of the images, or other images"));
    }

    /** Returns the data set with one more notice. */
    public Dataset withNotice(String notice) {
        return new Dataset(
                name, choice, Stream.concat(notices.stream(), Stream.of(notice)).toList(), trainSplit, heldOutSplit);
    }

    /** Whether nothing determines which images are for training and which for evaluation. */
    public boolean isUnsplit() {
        return trainSplit.isPresent() && trainSplit.equals(heldOutSplit);
    }

    /** Whether there are held-out images that are no training images. */
    public boolean hasHeldOut() {
        return heldOutSplit.isPresent() && !isUnsplit();
    }

    /**
     * Describes the held-out images, such as {@code 10,000 test images}.
     *
     * @throws IOException if there are none
     */
    public String evaluatedOn() throws IOException {
        ImageSet images = heldOut();
        if (images instanceof ImageSubset subset) {
            return String.format(
                    Locale.ROOT,
                    "validation: %,d of the %,d training images",
                    subset.size(),
                    subset.whole().size());
        }
        boolean validation = CopiedImages.local(images) instanceof ClassFolders folders
                && String.valueOf(Path.of(folders.folder()).getFileName())
                        .toLowerCase(Locale.ROOT)
                        .startsWith("val");
        return String.format(Locale.ROOT, "%,d %s images", images.size(), validation ? "validation" : "test");
    }

    /**
     * Returns the classes with held-out images but without training images.
     *
     * @throws IOException if a copy of the images cannot be made
     */
    public List<String> heldOutOnlyClasses() throws IOException {
        if (trainSplit.isEmpty()
                || heldOutSplit.isEmpty()
                || !(CopiedImages.local(trainSplit.get()) instanceof ClassFolders train)
                || !(CopiedImages.local(heldOutSplit.get()) instanceof ClassFolders heldOut)) {
            return List.of();
        }
        return IntStream.range(0, train.classNames().size())
                .filter(label ->
                        train.sizes().get(label) == 0 && heldOut.sizes().get(label) > 0)
                .mapToObj(train.classNames()::get)
                .toList();
    }

    /**
     * Holds out a share of the training images, instead of the present held-out images. Image names determine which, so it is
     * the same images each time.
     *
     * @param share from 0 to below 1; 0 keeps the splits, or leaves an unsplit data set without held-out images
     * @throws IOException if there are no training images, or every class has only one
     */
    public Dataset split(double share) throws IOException {
        ImageSet all = train();
        if (share == 0) {
            return hasHeldOut() ? this : new Dataset(name, choice, notices, trainSplit, Optional.empty());
        } else if (!(all instanceof NamedImages named)) {
            throw new IOException(name + " cannot be split: omit --val-split");
        } else {
            DatasetSplit split = DatasetSplit.of(named, share);
            return new Dataset(name, choice, notices, Optional.of(split.train()), Optional.of(split.heldOut()));
        }
    }
}
