package io.convstream.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which pictures a model learns from, how often, and what is done to them first. */
final class DataArguments {

    /** How much a training picture is changed at random. */
    enum Distort {
        tutorial,
        light,
        none
    }

    @Option(
            names = "--data",
            paramLabel = "SOURCE",
            description =
                    "The pictures to learn from: cifar10 (from the folder data or $CONVSTREAM_DATA, else downloaded "
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
            description = "How many times each picture is learnt from, in a new random order each time. More epochs "
                    + "raise precision until the model starts to learn pictures by heart. Default: the recipe's.")
    @Nullable
    Integer epochs;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description =
                    "The number of steps (batches) in place of --epochs; the last epoch may then be a part. Records "
                            + "that cannot be read are no part of a batch.")
    @Nullable
    Long steps;

    @Option(
            names = "--distort",
            paramLabel = "HOW",
            description = "Random changes to each training picture, one of ${COMPLETION-CANDIDATES}. tutorial: crop, "
                    + "mirror, brightness, contrast, for long training; light: crop and mirror, for a few epochs; "
                    + "none: the middle of the picture, to see a model learn by heart. Default: the recipe's.")
    @Nullable
    Distort distort;

    @Option(
            names = "--picture-size",
            paramLabel = "PIXELS",
            description = "The square that each picture is scaled to, before a crop is cut out of it. Default: the "
                    + "recipe's (fast, thorough: 28; precise, tutorial: 32).")
    @Nullable
    Integer pictureSize;

    @Option(
            names = "--border",
            paramLabel = "PIXELS",
            description = "The width of an edge around each picture in which it is mirrored: crops may reach into it. "
                    + "Default: the recipe's (precise: 2, others: 0).")
    @Nullable
    Integer border;

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
            description = "How many tasks decode and distort pictures. The result is the same whatever the number: "
                    + "raise it where training waits for pictures (JPEG, fast networks). Default: ${DEFAULT-VALUE}.")
    int prepareParallelism = 1;

    List<Range> ranges() {
        return List.of(
                Range.share("--val-split", valSplit),
                Range.between("--epochs", epochs, 1, 1_000_000),
                Range.atLeast("--steps", steps, 1),
                new Range("--steps", steps, steps == null || epochs == null, "left out where --epochs is given"),
                Range.between("--picture-size", pictureSize, 1, 4_096),
                Range.between("--border", border, 0, 4_096),
                Range.between("--crop-size", cropSize, 1, 4_096),
                Range.parallelism("--prepare-parallelism", prepareParallelism));
    }
}
