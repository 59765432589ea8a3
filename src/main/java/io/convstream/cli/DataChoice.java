package io.convstream.cli;

import io.convstream.image.PictureSet;
import io.convstream.ingest.Archive;
import io.convstream.ingest.DataSets;
import io.convstream.ingest.DownloadProgress;
import io.convstream.ingest.TrainingData;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/** Opens the pictures that {@code --data} and {@code --evaluate-data} name, with a progress bar where it downloads. */
final class DataChoice implements DownloadProgress, AutoCloseable {

    private static final int MEGABYTE = 1 << 20;

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
     */
    static TrainingPictures open(
            @Nullable String data, @Nullable String evaluateData, Map<String, String> kafka, PrintWriter out) {
        try (DataChoice choice = new DataChoice(kafka)) {
            TrainingData training = choice.find(data);
            if (!training.notice().isEmpty()) {
                out.println(training.notice());
            }
            TrainingData heldOut = evaluateData == null ? training : choice.find(evaluateData);
            return new TrainingPictures(
                    training.name(),
                    training.choice(),
                    heldOut.choice(),
                    new TrainingStream.FromFiles(training.train()),
                    heldOut.heldOut());
        } catch (IOException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The pictures of a run that learns from a stream: only the held-out ones are to be found. */
    static TrainingPictures heldOut(
            String name,
            TrainingStream stream,
            @Nullable String data,
            @Nullable String evaluateData,
            Map<String, String> kafka,
            PrintWriter out) {
        try (DataChoice choice = new DataChoice(kafka)) {
            TrainingData heldOut = choice.find(evaluateData == null ? data : evaluateData);
            if (!heldOut.notice().isEmpty()) {
                out.println(heldOut.notice());
            }
            return new TrainingPictures(
                    name + ", evaluated on " + heldOut.name(), null, heldOut.choice(), stream, heldOut.heldOut());
        } catch (IOException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    /** One part alone, to be sent elsewhere. */
    static PictureSet toFeed(@Nullable String data, boolean heldOut, PrintWriter out) {
        try (DataChoice choice = new DataChoice(Map.of())) {
            TrainingData pictures = choice.find(data);
            if (!pictures.notice().isEmpty()) {
                out.println(pictures.notice());
            }
            return heldOut ? pictures.heldOut() : pictures.train();
        } catch (IOException e) {
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

    private TrainingData find(@Nullable String data) throws IOException {
        Path folder =
                Path.of(Optional.ofNullable(System.getenv("CONVSTREAM_DATA")).orElse("data"));
        DataSets sets = new DataSets(folder, Archive.CIFAR10, this, kafka);
        try {
            return data == null ? sets.byDefault() : sets.named(data);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void arrived(long bytes, long total) {
        if (bar == null) {
            bar = new ProgressBarBuilder()
                    .setTaskName("Downloading CIFAR-10")
                    .setInitialMax(total)
                    .setUnit(" MB", MEGABYTE)
                    .build();
        }
        bar.stepTo(bytes);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
