package io.convstream.cli;

import io.convstream.image.ClassNames;
import io.convstream.image.PictureSet;
import io.convstream.ingest.Archive;
import io.convstream.ingest.DataSets;
import io.convstream.ingest.DownloadProgress;
import io.convstream.ingest.Relabelled;
import io.convstream.ingest.TrainingData;
import io.convstream.publish.ProgressLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;

/** Opens the pictures that {@code --data} and {@code --evaluate-data} name, with a progress bar where it downloads. */
final class DataChoice implements DownloadProgress, AutoCloseable {

    private static final int MEGABYTE = 1 << 20;

    /** The part held out of training images for which there are none for evaluation. */
    private static final double DEFAULT_SPLIT = 0.1;

    /** Of records that nobody names. */
    private static final ClassNames CIFAR10 = new ClassNames("CIFAR-10", DataSets.CIFAR10_CLASSES, true);

    private final Map<String, String> kafka;
    private @Nullable ProgressBar bar;

    private DataChoice(Map<String, String> kafka) {
        this.kafka = kafka;
    }

    /**
     * The pictures of a run; says on {@code out} where it takes others than were asked for, and why.
     *
     * @param data null: CIFAR-10, or shapes where it is not to be had
     * @param evaluateData null: the held-out part of {@code data}
     * @param valSplit the part of the training images to hold out; null: a tenth, if there are no images for evaluation
     */
    static TrainingPictures open(
            @Nullable String data,
            @Nullable String evaluateData,
            @Nullable Double valSplit,
            Map<String, String> kafka,
            PrintWriter out) {
        try (DataChoice choice = new DataChoice(kafka)) {
            TrainingData training = choice.find(data, out);
            checkClasses(training);
            double split = 0;
            TrainingData heldOut;
            if (evaluateData != null) {
                heldOut = choice.find(evaluateData, out);
            } else if (valSplit == null && training.hasHeldOut()) {
                heldOut = training;
                checkTrained(training);
            } else {
                split = valSplit == null ? DEFAULT_SPLIT : valSplit;
                TrainingData divided = divided(training, split, valSplit == null, out);
                training = divided;
                heldOut = divided;
            }
            PictureSet train = training.train();
            ClassNames classes = ClassNames.of("the training images (" + training.name() + ")", train);
            return new TrainingPictures(
                    training.name(),
                    training.choice(),
                    heldOut.choice(),
                    split,
                    new TrainingStream.FromFiles(train),
                    Relabelled.as(classes, heldOutOwner(heldOut), heldOut.heldOut()),
                    classes.names(),
                    heldOut.evaluatedOn());
        } catch (IOException | IllegalArgumentException e) {
            throw UsageException.because(e);
        }
    }

    private static void checkClasses(TrainingData training) throws IOException {
        List<String> classes = training.train().classNames();
        if (classes.size() < 2) {
            throw new UsageException(training.name() + " holds images of one class only (" + classes.get(0)
                    + "): training needs a folder for each of two or more classes");
        }
    }

    private static void checkTrained(TrainingData training) {
        List<String> never = training.neverTrained();
        if (!never.isEmpty()) {
            throw new UsageException(training.name() + " has images of " + ClassNames.listed(never)
                    + " for evaluation but none for training: give both parts the same classes");
        }
    }

    private static TrainingData divided(TrainingData found, double split, boolean byDefault, PrintWriter out)
            throws IOException {
        TrainingData divided = found.divided(split);
        if (split > 0) {
            out.printf(
                    Locale.ROOT,
                    "Held out for evaluation: %,d of the %,d training images (%s--val-split %s).%n",
                    divided.heldOut().size(),
                    found.train().size(),
                    byDefault ? found.name() + " has no others; " : "",
                    split);
        }
        return divided;
    }

    /** The pictures of a run that learns from a stream: only the held-out ones are to be found. */
    static TrainingPictures heldOut(
            String name,
            TrainingStream stream,
            @Nullable String data,
            @Nullable String evaluateData,
            @Nullable Double valSplit,
            Map<String, String> kafka,
            PrintWriter out) {
        try (DataChoice choice = new DataChoice(kafka)) {
            TrainingData heldOut = choice.find(evaluateData == null ? data : evaluateData, out);
            if (valSplit != null) {
                heldOut = divided(heldOut, valSplit, false, out);
            } else if (evaluateData == null && heldOut.isUndivided()) {
                throw new UsageException(heldOut.name() + " does not say which images are for evaluation: give those"
                        + " with --evaluate-data, or feed the others with --val-split and give the same --val-split"
                        + " here");
            }
            ClassNames known = ClassNames.of(heldOutOwner(heldOut), heldOut.heldOut());
            ClassNames classes = new ClassNames("the training images (" + name + ")", stream.classNames(), false)
                    .completedBy(known.names().isEmpty() ? CIFAR10 : known)
                    .numbered();
            return new TrainingPictures(
                    name + ", evaluated on " + heldOut.name(),
                    null,
                    heldOut.choice(),
                    valSplit == null ? 0 : valSplit,
                    stream,
                    Relabelled.as(classes, heldOutOwner(heldOut), heldOut.heldOut()),
                    classes.names(),
                    heldOut.evaluatedOn());
        } catch (IOException | IllegalArgumentException e) {
            throw UsageException.because(e);
        }
    }

    private static String heldOutOwner(TrainingData heldOut) {
        return "the held-out images (" + heldOut.name() + ")";
    }

    /** One part alone, to be sent elsewhere. */
    static PictureSet toFeed(@Nullable String data, boolean heldOut, @Nullable Double valSplit, PrintWriter out) {
        try (DataChoice choice = new DataChoice(Map.of())) {
            TrainingData found = choice.find(data, out);
            TrainingData pictures = valSplit == null ? found : divided(found, valSplit, false, out);
            return heldOut ? pictures.heldOut() : pictures.train();
        } catch (IOException e) {
            throw UsageException.because(e);
        }
    }

    /**
     * The images to evaluate a model on, with the labels of the model; says on {@code out} if it may have learned from
     * them.
     *
     * @param model its classes
     */
    static PictureSet toEvaluate(
            ClassNames model, String data, @Nullable Double valSplit, Map<String, String> kafka, PrintWriter out) {
        try (DataChoice choice = new DataChoice(kafka)) {
            TrainingData found = choice.find(data, out);
            TrainingData parts = valSplit == null ? found : divided(found, valSplit, false, out);
            PictureSet images = Relabelled.as(model, "the images of " + found.name(), parts.heldOut());
            if (valSplit == null && found.isUndivided()) {
                out.printf(
                        "Taking all images of %s. If the model learned from this folder, give the --val-split of its"
                                + " run (%s if it had none) to evaluate on the others.%n",
                        found.name(), DEFAULT_SPLIT);
            }
            return images;
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * The pictures that a person named.
     *
     * @throws IOException in one sentence, where they are not to be had
     */
    static TrainingData named(String data) throws IOException {
        try (DataChoice choice = new DataChoice(Map.of())) {
            return choice.find(data);
        }
    }

    private TrainingData find(@Nullable String data, PrintWriter out) throws IOException {
        TrainingData found = find(data);
        found.notices().forEach(out::println);
        return found;
    }

    private TrainingData find(@Nullable String data) throws IOException {
        Path folder =
                Path.of(Optional.ofNullable(System.getenv("CONVSTREAM_DATA")).orElse("data"));
        DataSets sets = new DataSets(folder, Archive.CIFAR10, this, kafka);
        try {
            return data == null ? sets.byDefault() : sets.named(local(data));
        } catch (IllegalArgumentException e) {
            throw UsageException.because(e);
        }
    }

    /** A topic stays as it is; anything else with a scheme must be on this machine. */
    private static String local(String data) {
        return data.startsWith("kafka:") ? data : LocalPath.parse(data).toString();
    }

    @Override
    public void arrived(long bytes, long total) {
        if (bar == null) {
            bar = ProgressLine.start("Downloading CIFAR-10", " MB", total / MEGABYTE);
        }
        bar.stepTo(bytes / MEGABYTE);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
