package io.convstream.cli.options;

import io.convstream.console.ProgressLine;
import io.convstream.failure.UsageException;
import io.convstream.image.ClassNames;
import io.convstream.image.ImageSet;
import io.convstream.ingest.Datasets;
import io.convstream.ingest.dataset.Dataset;
import io.convstream.ingest.dataset.RelabeledImages;
import io.convstream.ingest.download.Archive;
import io.convstream.ingest.download.DownloadProgress;
import io.convstream.job.JobImages;
import io.convstream.job.TrainingStream;
import io.convstream.report.ReportedRun;
import io.convstream.run.RunFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;

/** Opens the images that {@code --data} and {@code --evaluate-data} name, with a progress bar where it downloads. */
public final class DataChoice implements DownloadProgress, AutoCloseable {

    private static final int MEGABYTE = 1 << 20;

    /** The part held out of training images for which there are none for evaluation. */
    private static final double DEFAULT_SPLIT = 0.1;

    /** Of records that nobody names. */
    private static final ClassNames CIFAR10 = new ClassNames("CIFAR-10", Datasets.CIFAR10_CLASSES, true);

    private final Map<String, String> kafka;
    private @Nullable ProgressBar bar;

    private DataChoice(Map<String, String> kafka) {
        this.kafka = kafka;
    }

    /**
     * The images of a run; says on {@code out} where it takes others than were asked for, and why.
     *
     * @param data null: CIFAR-10, or shapes where it is not to be had
     * @param evaluateData null: the held-out part of {@code data}
     * @param valSplit the part of the training images to hold out; null: a tenth, if there are no images for evaluation
     */
    static JobImages open(
            @Nullable String data,
            @Nullable String evaluateData,
            @Nullable Double valSplit,
            Map<String, String> kafka,
            PrintWriter out) {
        try (DataChoice choice = new DataChoice(kafka)) {
            Dataset training = choice.find(data, out);
            checkClasses(training);
            double split = 0;
            Dataset heldOut;
            if (evaluateData != null) {
                heldOut = choice.find(evaluateData, out);
            } else if (valSplit == null && training.hasHeldOut()) {
                heldOut = training;
                checkTrained(training);
            } else {
                split = valSplit == null ? DEFAULT_SPLIT : valSplit;
                Dataset divided = divided(training, split, valSplit == null, out);
                training = divided;
                heldOut = divided;
            }
            ImageSet train = training.train();
            ClassNames classes = ClassNames.of("the training images (" + training.name() + ")", train);
            return new JobImages(
                    training.name(),
                    training.choice(),
                    heldOut.choice(),
                    split,
                    new TrainingStream.FromFiles(train),
                    RelabeledImages.as(classes, heldOutOwner(heldOut), heldOut.heldOut()),
                    classes.names(),
                    heldOut.evaluatedOn());
        } catch (IOException | IllegalArgumentException e) {
            throw UsageException.because(e);
        }
    }

    private static void checkClasses(Dataset training) throws IOException {
        List<String> classes = training.train().classNames();
        if (classes.size() < 2) {
            throw new UsageException(training.name() + " holds images of one class only (" + classes.get(0)
                    + "): training needs a folder for each of two or more classes");
        }
    }

    private static void checkTrained(Dataset training) {
        List<String> never = training.heldOutOnlyClasses();
        if (!never.isEmpty()) {
            throw new UsageException(training.name() + " has images of " + ClassNames.listed(never)
                    + " for evaluation but none for training: give both parts the same classes");
        }
    }

    private static Dataset divided(Dataset found, double split, boolean byDefault, PrintWriter out) throws IOException {
        Dataset divided = found.split(split);
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

    /** The images of a run that learns from a stream: only the held-out ones are to be found. */
    static JobImages heldOut(
            String name,
            TrainingStream stream,
            @Nullable String data,
            @Nullable String evaluateData,
            @Nullable Double valSplit,
            Map<String, String> kafka,
            PrintWriter out) {
        try (DataChoice choice = new DataChoice(kafka)) {
            Dataset heldOut = choice.find(evaluateData == null ? data : evaluateData, out);
            if (valSplit != null) {
                heldOut = divided(heldOut, valSplit, false, out);
            } else if (evaluateData == null && heldOut.isUnsplit()) {
                throw new UsageException(heldOut.name() + " does not say which images are for evaluation: give those"
                        + " with --evaluate-data, or feed the others with --val-split and give the same --val-split"
                        + " here");
            }
            ClassNames known = ClassNames.of(heldOutOwner(heldOut), heldOut.heldOut());
            ClassNames classes = new ClassNames("the training images (" + name + ")", stream.classNames(), false)
                    .completedBy(known.names().isEmpty() ? CIFAR10 : known)
                    .numbered();
            return new JobImages(
                    name + ", evaluated on " + heldOut.name(),
                    null,
                    heldOut.choice(),
                    valSplit == null ? 0 : valSplit,
                    stream,
                    RelabeledImages.as(classes, heldOutOwner(heldOut), heldOut.heldOut()),
                    classes.names(),
                    heldOut.evaluatedOn());
        } catch (IOException | IllegalArgumentException e) {
            throw UsageException.because(e);
        }
    }

    private static String heldOutOwner(Dataset heldOut) {
        return "the held-out images (" + heldOut.name() + ")";
    }

    /** One part alone, to be sent elsewhere. */
    public static ImageSet toFeed(@Nullable String data, boolean heldOut, @Nullable Double valSplit, PrintWriter out) {
        try (DataChoice choice = new DataChoice(Map.of())) {
            Dataset found = choice.find(data, out);
            Dataset images = valSplit == null ? found : divided(found, valSplit, false, out);
            return heldOut ? images.heldOut() : images.train();
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
    public static ImageSet toEvaluate(
            ClassNames model, String data, @Nullable Double valSplit, Map<String, String> kafka, PrintWriter out) {
        try (DataChoice choice = new DataChoice(kafka)) {
            Dataset found = choice.find(data, out);
            Dataset parts = valSplit == null ? found : divided(found, valSplit, false, out);
            ImageSet images = RelabeledImages.as(model, "the images of " + found.name(), parts.heldOut());
            if (valSplit == null && found.isUnsplit()) {
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
     * The images that a person named.
     *
     * @throws IOException in one sentence, where they are not to be had
     */
    public static Dataset named(String data) throws IOException {
        try (DataChoice choice = new DataChoice(Map.of())) {
            return choice.find(data);
        }
    }

    private Dataset find(@Nullable String data, PrintWriter out) throws IOException {
        Dataset found = find(data);
        found.notices().forEach(out::println);
        return found;
    }

    private Dataset find(@Nullable String data) throws IOException {
        Path folder =
                Path.of(Optional.ofNullable(System.getenv("CONVSTREAM_DATA")).orElse("data"));
        Datasets sets = new Datasets(folder, Archive.CIFAR10, this, kafka);
        try {
            return data == null ? sets.defaultDataset() : sets.resolve(local(data));
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

    /** A run as the report takes it. */
    public static ReportedRun reported(RunFolder run, String name) {
        return new ReportedRun(name, run.eventFile(), run.models(), run.description(), DataChoice::named);
    }
}
