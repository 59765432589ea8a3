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
 * The images of a job. Either part may be missing, but not both. Of an undivided folder both parts are all images: as
 * training data it must be {@linkplain #split(double) divided}.
 *
 * @param name what to call them, with their place
 * @param choice the value of {@code --data} that gives the same images again, in whatever folder it is read
 * @param notices sentences for the person at the console: why it is these, what was ignored
 */
public record Dataset(
        String name,
        String choice,
        List<String> notices,
        Optional<ImageSet> trainPart,
        Optional<ImageSet> heldOutPart) {

    /**
     * Gives the images to learn from.
     *
     * @throws IOException where there are none
     */
    public ImageSet train() throws IOException {
        return trainPart.orElseThrow(() -> new IOException(name
                + " has images for evaluation only: training needs data_batch_1.bin … data_batch_5.bin or a folder"
                + " train there, another --data, or a topic as --source"));
    }

    /**
     * Gives the images to evaluate on.
     *
     * @throws IOException where there are none
     */
    public ImageSet heldOut() throws IOException {
        return heldOutPart.orElseThrow(() -> new IOException(name
                + " has images for training only: evaluation needs test_batch.bin or a folder val or test there,"
                + " --val-split to hold out some of the images, or other images"));
    }

    /** The same with one more notice. */
    public Dataset with(String notice) {
        return new Dataset(
                name, choice, Stream.concat(notices.stream(), Stream.of(notice)).toList(), trainPart, heldOutPart);
    }

    /** Whether nothing says which images are for training and which for evaluation. */
    public boolean isUnsplit() {
        return trainPart.isPresent() && trainPart.equals(heldOutPart);
    }

    /** Whether there are images for evaluation that are no training images. */
    public boolean hasHeldOut() {
        return heldOutPart.isPresent() && !isUnsplit();
    }

    /**
     * On which images precision is measured, for a person to read.
     *
     * @throws IOException if there are none
     */
    public String evaluatedOn() throws IOException {
        ImageSet images = heldOut();
        if (images instanceof ImageSubset part) {
            return String.format(
                    Locale.ROOT,
                    "validation: %,d of the %,d training images",
                    part.size(),
                    part.whole().size());
        }
        boolean validation = images instanceof ClassFolders folders
                && String.valueOf(Path.of(folders.folder()).getFileName())
                        .toLowerCase(Locale.ROOT)
                        .startsWith("val");
        return String.format(Locale.ROOT, "%,d %s images", images.size(), validation ? "validation" : "test");
    }

    /** The classes that have images for evaluation but none for training. */
    public List<String> heldOutOnlyClasses() {
        if (!(trainPart.orElse(null) instanceof ClassFolders train)
                || !(heldOutPart.orElse(null) instanceof ClassFolders heldOut)) {
            return List.of();
        }
        return IntStream.range(0, train.classNames().size())
                .filter(label ->
                        train.sizes().get(label) == 0 && heldOut.sizes().get(label) > 0)
                .mapToObj(train.classNames()::get)
                .toList();
    }

    /**
     * Holds out some of the training images for evaluation, in place of those that are there. The same images each time:
     * their names decide.
     *
     * @param share the part to hold out, from 0 to below 1; 0 leaves all as it is, but takes no image for both parts
     * @throws IOException if there are no training images, or no two of any class
     */
    public Dataset split(double share) throws IOException {
        ImageSet all = train();
        if (share == 0) {
            return hasHeldOut() ? this : new Dataset(name, choice, notices, trainPart, Optional.empty());
        } else if (!(all instanceof NamedImages named)) {
            throw new IOException(name + " cannot be divided (--val-split)");
        } else {
            DatasetSplit split = DatasetSplit.of(named, share);
            return new Dataset(name, choice, notices, Optional.of(split.train()), Optional.of(split.heldOut()));
        }
    }
}
