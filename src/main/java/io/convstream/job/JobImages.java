package io.convstream.job;

import io.convstream.image.ImageSet;
import io.convstream.ingest.dataset.ImageSetFingerprint;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The training and the held-out images of a job.
 *
 * @param name describes them to the user, with their location
 * @param data the value of {@code --data} for the training images; null if they are a stream
 * @param heldOutData the value of {@code --data} for the held-out images
 * @param split the fraction of {@code heldOutData}'s training images that is held out, as {@code --val-split}; 0 if the
 *     data has a held-out part
 * @param heldOut the held-out images, labeled by {@code classes}
 * @param classes the class names in label order
 * @param evaluatedOn describes the held-out images to the user
 */
public record JobImages(
        String name,
        @Nullable String data,
        String heldOutData,
        double split,
        TrainingStream train,
        ImageSet heldOut,
        List<String> classes,
        String evaluatedOn) {

    private static final int MAX_LISTED_CLASSES = 10;

    /** Returns the numbers of images and classes, in a sentence. */
    public String countsLine() {
        String training = train instanceof TrainingStream.FromFiles files
                ? counted(files.set()) + " for training, "
                : train.size() > 0 ? String.format(Locale.ROOT, "%,d for training, ", train.size()) : "";
        return classes.stream()
                .limit(MAX_LISTED_CLASSES)
                .collect(Collectors.joining(
                        ", ",
                        "Images: " + training + counted(heldOut) + " for evaluation (",
                        classes.size() > MAX_LISTED_CLASSES ? ", …)" : ")"));
    }

    /** Returns on which images the best model is chosen, in a sentence. */
    public String modelSelectionLine() {
        return "The best model is chosen by precision @ 1 on " + evaluatedOn
                + (split == 0 && data != null ? " (with --val-split 0.1, on training images that are held out)." : ".");
    }

    /** Returns an identifier of the held-out images. */
    public String heldOutFingerprint() throws IOException {
        return evaluatedOn + ", " + ImageSetFingerprint.of(heldOut);
    }

    private static String counted(ImageSet set) {
        return String.format(Locale.ROOT, "%,d of %,d classes", set.size(), set.classesFound());
    }
}
