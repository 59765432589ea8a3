package io.convstream.job;

import io.convstream.image.ImageSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The images of a run, both parts of them there.
 *
 * @param name what to call them, with their place
 * @param choice the value of {@code --data} that gives the training images again; null where a stream gave them
 * @param heldOutChoice the one that gives the held-out images
 * @param split the part of {@code heldOutChoice}'s training images that is held out (see {@code --val-split}); 0 if the
 *     held-out images are a part of their own
 * @param heldOut its labels are those of {@code classes}
 * @param classes the class names in label order
 * @param evaluatedOn what the held-out images are, for a person to read
 */
public record JobImages(
        String name,
        @Nullable String choice,
        String heldOutChoice,
        double split,
        TrainingStream train,
        ImageSet heldOut,
        List<String> classes,
        String evaluatedOn) {

    private static final int NAMED_CLASSES = 10;

    /** How many images there are of how many classes, in a sentence. */
    public String counts() {
        String training = train instanceof TrainingStream.FromFiles files
                ? counted(files.set()) + " for training, "
                : train.size() > 0 ? String.format(Locale.ROOT, "%,d for training, ", train.size()) : "";
        return classes.stream()
                .limit(NAMED_CLASSES)
                .collect(Collectors.joining(
                        ", ",
                        "Images: " + training + counted(heldOut) + " for evaluation (",
                        classes.size() > NAMED_CLASSES ? ", …)" : ")"));
    }

    /** By which images the best model is chosen, in a sentence. */
    public String choosing() {
        return "best.zip is chosen by precision @ 1 on " + evaluatedOn
                + (split == 0 && choice != null
                        ? " (with --val-split 0.1, on training images that are held out)."
                        : ".");
    }

    private static String counted(ImageSet set) {
        return String.format(Locale.ROOT, "%,d of %,d classes", set.size(), set.classesFound());
    }
}
