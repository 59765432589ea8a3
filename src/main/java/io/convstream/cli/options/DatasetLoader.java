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
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;

/** Opens the images of {@code --data} and {@code --evaluate-data}, with a progress bar for downloads. */
public final class DatasetLoader implements DownloadProgress, AutoCloseable {

    private static final int MEGABYTE = 1 << 20;

    /** The held-out fraction of training images if there are none for evaluation. */
    private static final double DEFAULT_SPLIT = 0.1;

    /** The classes of records without class names. */
    private static final ClassNames CIFAR10 = new ClassNames("CIFAR-10", Datasets.CIFAR10_CLASSES, true);

    private final Map<String, String> kafka;
    private @Nullable ProgressBar bar;

    private DatasetLoader(Map<String, String> kafka) {
        this.kafka = kafka;
    }

    /**
     * Opens the images of a run from files; prints substitutions.
     *
     * @param data null: CIFAR-10, or shapes if the download fails
     * @param evaluateData null: the held-out part of {@code data}
     * @param valSplit the fraction of the training images to hold out; null: 0.1 if there are no images for evaluation
     */
    static JobImages ofFiles(
            @Nullable String data,
            @Nullable String evaluateData,
            @Nullable Double valSplit,
            Map<String, String> kafka,
            PrintWriter out) {
        try (DatasetLoader loader = new DatasetLoader(kafka)) {
            Dataset training = loader.find(data, out);
            checkClasses(training);
            double split = 0;
            Dataset heldOut;
            if (evaluateData != null) {
                heldOut = loader.find(evaluateData, out);
            } else if (valSplit == null && training.hasHeldOut()) {
                heldOut = training;
                checkTrained(training);
            } else {
                split = valSplit == null ? DEFAULT_SPLIT : valSplit;
                Dataset parts = split(training, split, valSplit == null, out);
                training = parts;
                heldOut = parts;
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
            throw new UsageException(training.name() + " has images of one class only (" + classes.get(0)
                    + "): training needs folders for two or more classes");
        }
    }

    private static void checkTrained(Dataset training) throws IOException {
        List<String> untrained = training.heldOutOnlyClasses();
        if (!untrained.isEmpty()) {
            throw new UsageException(training.name() + " has images of " + ClassNames.listed(untrained)
                    + " for evaluation but none for training: give both parts the same classes");
        }
    }

    private static Dataset split(Dataset dataset, double split, boolean byDefault, PrintWriter out) throws IOException {
        Dataset parts = dataset.split(split);
        if (split > 0) {
            out.printf(
                    Locale.ROOT,
                    "Held out for evaluation: %,d of the %,d training images (%s--val-split %s).%n",
                    parts.heldOut().size(),
                    dataset.train().size(),
                    byDefault ? dataset.name() + " has no others; " : "",
                    split);
        }
        return parts;
    }

    /** Opens the images of a run that trains on a topic: only the held-out ones are files. */
    static JobImages ofTopic(
            String name,
            TrainingStream stream,
            @Nullable String data,
            @Nullable String evaluateData,
            @Nullable Double valSplit,
            Map<String, String> kafka,
            PrintWriter out) {
        try (DatasetLoader loader = new DatasetLoader(kafka)) {
            Dataset heldOut = loader.find(evaluateData == null ? data : evaluateData, out);
            if (valSplit != null) {
                heldOut = split(heldOut, valSplit, false, out);
            } else if (evaluateData == null && heldOut.isUnsplit()) {
                throw new UsageException(heldOut.name() + " has no images for evaluation: give some with"
                        + " --evaluate-data, or feed the others with --val-split and give the same --val-split here");
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

    /** Opens the training or the held-out part, to feed it to a topic. */
    public static ImageSet toFeed(@Nullable String data, boolean heldOut, @Nullable Double valSplit, PrintWriter out) {
        try (DatasetLoader loader = new DatasetLoader(Map.of())) {
            Dataset dataset = loader.find(data, out);
            Dataset images = valSplit == null ? dataset : split(dataset, valSplit, false, out);
            return heldOut ? images.heldOut() : images.train();
        } catch (IOException e) {
            throw UsageException.because(e);
        }
    }

    /**
     * Opens the images to evaluate a model on, labeled by the classes of the model; prints a notice if it may have been
     * trained on them.
     *
     * @param model classes of the model
     */
    public static ImageSet toEvaluate(
            ClassNames model, String data, @Nullable Double valSplit, Map<String, String> kafka, PrintWriter out) {
        try (DatasetLoader loader = new DatasetLoader(kafka)) {
            Dataset dataset = loader.find(data, out);
            Dataset parts = valSplit == null ? dataset : split(dataset, valSplit, false, out);
            ImageSet images = RelabeledImages.as(model, "the images of " + dataset.name(), parts.heldOut());
            if (valSplit == null && dataset.isUnsplit()) {
                out.printf(
                        "Taking all images of %s. If the model was trained on this folder, give the --val-split of its"
                                + " run (default %s) to evaluate on the held-out ones.%n",
                        dataset.name(), DEFAULT_SPLIT);
            }
            return images;
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Opens the images of a value of {@code --data}.
     *
     * @throws IOException in one sentence, if they are not available
     */
    public static Dataset resolve(String data) throws IOException {
        try (DatasetLoader loader = new DatasetLoader(Map.of())) {
            return loader.find(data);
        }
    }

    /**
     * Finds images and prints its notices.
     *
     * @throws UsageException if the user's files are wrong
     * @throws UncheckedIOException if a download or Kafka failed
     */
    private Dataset find(@Nullable String data, PrintWriter out) {
        try {
            Dataset dataset = find(data);
            dataset.notices().forEach(out::println);
            return dataset;
        } catch (IOException e) {
            boolean remote = data == null || data.equals("cifar10") || isTopic(data);
            if (remote) {
                throw new UncheckedIOException(e);
            }
            throw UsageException.because(e);
        }
    }

    private Dataset find(@Nullable String data) throws IOException {
        Path folder =
                Path.of(Optional.ofNullable(System.getenv("CONVSTREAM_DATA")).orElse("data"));
        Datasets datasets = new Datasets(folder, Archive.CIFAR10, this, kafka);
        try {
            return data == null
                    ? datasets.defaultDataset()
                    : datasets.resolve(isTopic(data) ? data : LauncherFiles.location(data));
        } catch (IllegalArgumentException e) {
            throw UsageException.because(e);
        }
    }

    private static boolean isTopic(@Nullable String data) {
        return data != null && data.startsWith("kafka:");
    }

    @Override
    public void arrived(long bytes, long total) {
        if (bar == null) {
            bar = ProgressLine.start("Downloading images", " MB", total / MEGABYTE);
        }
        bar.stepTo(bytes / MEGABYTE);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }

    /** A run as input of the report. */
    public static ReportedRun reportedRun(RunFolder run, String name) {
        return new ReportedRun(name, run.events(), run.models(), run.description(), DatasetLoader::resolve);
    }
}
