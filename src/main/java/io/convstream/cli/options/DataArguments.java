package io.convstream.cli.options;

import io.convstream.image.SkippedRecords;
import io.convstream.prepare.Augmentation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Training images: source, number of passes, augmentation and crop. */
public final class DataArguments {

    @Option(
            names = "--data",
            paramLabel = "SOURCE",
            description = "The training images: cifar10 (from the folder data or $CONVSTREAM_DATA; otherwise "
                    + "downloaded once, 170 MB), shapes (generated), shapes-night (the same, dark and noisy), shapes-drift "
                    + "(day until epoch 9, then night, to try docs/change.md), a folder of CIFAR-10 binary files, a folder "
                    + "of images (<class>/…, or train/<class>/… and val/<class>/… or test/<class>/…), or a .tar, "
                    + ".tar.gz, .tar.bz2 or .zip file of one of these. Default: cifar10, or shapes if the download "
                    + "fails.")
    @Nullable
    String data;

    @Option(
            names = "--val-split",
            paramLabel = "FRACTION",
            description = "The fraction of the training images to hold out for evaluation, such as 0.1. File names "
                    + "decide which images: the same ones in every run. No model is trained on them; the best model is "
                    + "chosen on them, so that test images stay unseen. Default: 0.1 if there are no other images "
                    + "for evaluation, otherwise 0.")
    @Nullable
    Double valSplit;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "The number of passes over the training images, each in a new random order. More epochs "
                    + "raise accuracy until the model overfits. Default: the recipe's.")
    @Nullable
    public Integer epochs;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "The number of steps (batches), in place of --epochs; the last epoch may be incomplete. "
                    + "Records that cannot be decoded are not part of a batch.")
    @Nullable
    Long steps;

    @Option(
            names = "--skip-records",
            paramLabel = "A-B[,C-D…]",
            split = ConfigDefaults.SEPARATOR,
            hideParamSyntax = true,
            description = "Records that are not trained, as ranges of sequence numbers, such as 1280-1407; a diverged "
                    + "run and dead letters name them. Records that are already trained when a run resumes are not "
                    + "undone: resume from an older checkpoint. Default: none.")
    List<SkippedRecords> skipRecords = new ArrayList<>();

    @Option(
            names = "--augment",
            paramLabel = "NAME",
            description =
                    "Random changes to each training image, one of ${COMPLETION-CANDIDATES}. tutorial: crop, "
                            + "flip, brightness and contrast, for long training; light: crop and flip, for few epochs; "
                            + "alternating: as light, but an image that is flipped in one epoch is not flipped in the next; none: the central crop. Default: the recipe's.")
    @Nullable
    public Augmentation augment;

    @Option(
            names = "--image-size",
            paramLabel = "PIXELS",
            description = "The square that each image is scaled to before it is cropped. Default: the recipe's (fast, "
                    + "thorough: 28; precise, air, tutorial: 32).")
    @Nullable
    Integer imageSize;

    @Option(
            names = "--padding",
            paramLabel = "PIXELS",
            description = "Reflect-padding width around each image; crops may reach into it. Default: the recipe's "
                    + "(precise: 2, others: 0).")
    @Nullable
    Integer padding;

    @Option(
            names = "--crop-size",
            paramLabel = "PIXELS",
            description = "The square that the network sees: a random crop in training, the central crop in "
                    + "evaluation. Smaller is faster. Default: the recipe's (precise: 32, others: 24).")
    @Nullable
    Integer cropSize;

    @Option(
            names = "--prepare-parallelism",
            paramLabel = "N",
            description = "The number of tasks that decode and augment images. It does not change the result. Increase "
                    + "it if training waits for input (JPEG, fast networks). Default: ${DEFAULT-VALUE}.")
    int prepareParallelism = 1;

    /** Parses a value of {@code --skip-records} for picocli, which adds the name of the option. */
    public static SkippedRecords skippedRecords(String text) {
        try {
            return SkippedRecords.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /** Returns the records of all ranges. */
    SkippedRecords skipped() {
        return new SkippedRecords(skipRecords.stream()
                .flatMap(records -> records.ranges().stream())
                .toList());
    }

    List<OptionCheck> checks() {
        return List.of(
                OptionCheck.fraction("--val-split", valSplit),
                OptionCheck.between("--epochs", epochs, 1, 1_000_000),
                OptionCheck.atLeast("--steps", steps, 1),
                OptionCheck.exclusive("--steps", steps, "--epochs", epochs != null),
                OptionCheck.between("--image-size", imageSize, 1, 4_096),
                OptionCheck.between("--padding", padding, 0, 4_096),
                OptionCheck.between("--crop-size", cropSize, 1, 4_096),
                OptionCheck.parallelism("--prepare-parallelism", prepareParallelism));
    }
}
