package io.convstream.cli.options;

import io.convstream.prepare.Augmentation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which images a model learns from, how often, and what is done to them first. */
public final class DataArguments {

    @Option(
            names = "--data",
            paramLabel = "SOURCE",
            description =
                    "The images to learn from: cifar10 (from the folder data or $CONVSTREAM_DATA, else downloaded "
                            + "once, 170 MB), shapes (drawn by convstream), a folder of CIFAR-10 binary files, a folder of "
                            + "images (<class>/…, or train/<class>/… and val/<class>/… or test/<class>/…), or a .tar, "
                            + ".tar.gz, .tar.bz2 or .zip file of one of these. Default: cifar10, or shapes where it "
                            + "can't be downloaded.")
    @Nullable
    String data;

    @Option(
            names = "--val-split",
            paramLabel = "SHARE",
            description = "The part of the training images to hold out for evaluation, for instance 0.1. The names of "
                    + "the files decide which: the same ones each time. No model learns from them and best.zip is chosen on them, so that "
                    + "test images stay unseen. Default: 0.1 if there are no other images for evaluation, else 0.")
    @Nullable
    Double valSplit;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "How many times each image is learned from, in a new random order each time. More epochs "
                    + "raise precision until the model starts to overfit. Default: the recipe's.")
    @Nullable
    public Integer epochs;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description =
                    "The number of steps (batches) in place of --epochs; the last epoch may then be a part. Records "
                            + "that cannot be read are no part of a batch.")
    @Nullable
    Long steps;

    @Option(
            names = "--augment",
            paramLabel = "HOW",
            description = "Random changes to each training image, one of ${COMPLETION-CANDIDATES}. tutorial: crop, "
                    + "mirror, brightness, contrast, for long training; light: crop and mirror, for a few epochs; "
                    + "none: the middle of the image, to see a model overfits. Default: the recipe's.")
    @Nullable
    public Augmentation augment;

    @Option(
            names = "--image-size",
            paramLabel = "PIXELS",
            description = "The square that each image is scaled to, before a crop is cut out of it. Default: the "
                    + "recipe's (fast, thorough: 28; precise, tutorial: 32).")
    @Nullable
    Integer imageSize;

    @Option(
            names = "--padding",
            paramLabel = "PIXELS",
            description = "The width of an edge around each image in which it is mirrored: crops may reach into it. "
                    + "Default: the recipe's (precise: 2, others: 0).")
    @Nullable
    Integer padding;

    @Option(
            names = "--crop-size",
            paramLabel = "PIXELS",
            description = "The square that the network sees: cut out at random while it learns, in the middle while it "
                    + "is evaluated. Smaller is faster. Default: the recipe's (precise: 32, others: 24).")
    @Nullable
    Integer cropSize;

    @Option(
            names = "--prepare-parallelism",
            paramLabel = "N",
            description = "How many tasks decode and augment images. The result is the same whatever the number: "
                    + "raise it where training waits for images (JPEG, fast networks). Default: ${DEFAULT-VALUE}.")
    int prepareParallelism = 1;

    List<OptionCheck> ranges() {
        return List.of(
                OptionCheck.share("--val-split", valSplit),
                OptionCheck.between("--epochs", epochs, 1, 1_000_000),
                OptionCheck.atLeast("--steps", steps, 1),
                new OptionCheck("--steps", steps, steps == null || epochs == null, "left out where --epochs is given"),
                OptionCheck.between("--image-size", imageSize, 1, 4_096),
                OptionCheck.between("--padding", padding, 0, 4_096),
                OptionCheck.between("--crop-size", cropSize, 1, 4_096),
                OptionCheck.parallelism("--prepare-parallelism", prepareParallelism));
    }
}
