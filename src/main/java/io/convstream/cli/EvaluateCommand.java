package io.convstream.cli;

import io.convstream.cli.options.CheckedCommand;
import io.convstream.cli.options.ClassesOption;
import io.convstream.cli.options.DataChoice;
import io.convstream.cli.options.KafkaArguments;
import io.convstream.cli.options.LoadedModel;
import io.convstream.cli.options.OptionCheck;
import io.convstream.console.ProgressLine;
import io.convstream.evaluate.Evaluator;
import io.convstream.evaluate.Score;
import io.convstream.failure.UsageException;
import io.convstream.image.ClassNames;
import io.convstream.image.ImageSet;
import io.convstream.ingest.Datasets;
import io.convstream.network.Gpus;
import io.convstream.network.Networks;
import io.convstream.prepare.HeldOutImages;
import io.convstream.prepare.PrepareOptions;
import io.convstream.prepare.TestTimeCrop;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code convstream evaluate}: precision@1 of a model file on held-out images. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        versionProvider = Convstream.Version.class,
        description = "Counts what a model gets right on held-out images, in all and for each class.",
        footerHeading = "%nExample%n",
        footer = "  convstream evaluate --model runs/a/models/cifar10/best.zip --data cifar10")
final class EvaluateCommand implements Callable<Integer>, CheckedCommand {

    @Option(
            names = "--model",
            paramLabel = "FILE",
            required = true,
            description = "A model file: best.zip or newest.zip of a run, or any DL4J zip of a network that "
                    + "convstream can run.")
    private @Nullable Path model;

    @Option(
            names = "--data",
            paramLabel = "SOURCE",
            description = "The images, as for train; their held-out part is used. Or all of a topic, "
                    + "kafka://HOST:PORT/TOPIC. They must have the model's classes. Default: cifar10 or shapes, whichever "
                    + "has them.")
    private @Nullable String data;

    @Option(names = "--classes", paramLabel = "NAMES|FILE", description = ClassesOption.DESCRIPTION)
    private @Nullable String classes;

    @Option(
            names = "--val-split",
            paramLabel = "SHARE",
            description = "Take the part of the training images that train holds out with the same option. Default: "
                    + "the images for evaluation; all images of a folder that holds class folders alone.")
    private @Nullable Double valSplit;

    @Option(
            names = "--tta",
            paramLabel = "N",
            description = "How often each image is looked at; the mean of the probabilities counts. 1: its center; 2: "
                    + "also mirrored; 10: also the corners; 18: nine places. More views raise precision by a point or "
                    + "two and take as many times as long. Default: ${DEFAULT-VALUE}.")
    private int views = 1;

    @Option(
            names = "--kafka-properties",
            paramLabel = "FILE",
            description = "Properties of the Kafka client, for instance SASL and TLS. Never printed.")
    private @Nullable Path properties;

    private int bad;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public List<OptionCheck> ranges() {
        List<String> counts = TestTimeCrop.COUNTS.stream().map(String::valueOf).toList();
        return List.of(
                OptionCheck.share("--val-split", valSplit), OptionCheck.oneOf("--tta", String.valueOf(views), counts));
    }

    @Override
    public Integer call() throws IOException {
        CommandSpec command = Objects.requireNonNull(spec);
        PrintWriter out = command.commandLine().getOut();
        LoadedModel stored = LoadedModel.read(Objects.requireNonNull(model), classes, Evaluator.BATCH);
        stored.notices().forEach(Objects.requireNonNull(spec).commandLine().getErr()::println);
        List<String> names = stored.classes().names();
        ImageSet images = DataChoice.toEvaluate(
                stored.classes(),
                data == null ? fitting(names) : data,
                valSplit,
                KafkaArguments.loaded(properties),
                out);
        PrepareOptions options = PrepareOptions.unaugmented(stored.definition().framing(), names.size());
        List<TestTimeCrop> places = TestTimeCrop.of(views);
        Score score;
        try (Evaluator evaluator = new Evaluator(stored.definition(), Networks.defaultTowers(), Gpus.ofMachine());
                ProgressBar bar = ProgressLine.start("Evaluating", views == 1 ? " view" : " views", views)) {
            score = evaluator.score(stored.parameters(), views, view -> {
                bar.stepTo(view);
                HeldOutImages heldOut = HeldOutImages.read(images, options, places.get(view));
                bad = heldOut.deadLetters().size();
                return heldOut.images();
            });
            bar.stepTo(views);
        }
        if (!Double.isFinite(score.loss())) {
            throw new IOException(
                    model + " gives no finite probabilities: its parameters are too large; take another model");
        }
        print(score, names, out);
        return 0;
    }

    /** The images that are there without a choice, if they have a model's classes. */
    private String fitting(List<String> names) {
        if (names.equals(Datasets.CIFAR10_CLASSES)) {
            return "cifar10";
        } else if (names.equals(Datasets.SHAPES_CLASSES)) {
            return "shapes";
        }
        throw new UsageException(
                "--data is missing: give images of the classes of " + model + " (" + ClassNames.listed(names) + ")");
    }

    private void print(Score score, List<String> names, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "precision @ 1 = %.4f on %,d images%s, loss = %.4f%n",
                score.precision(),
                score.images(),
                views == 1 ? "" : " (" + views + " views of each)",
                score.loss());
        double[] shares = score.recallByClass();
        for (int i = 0; i < names.size(); i++) {
            out.printf(Locale.ROOT, "  %-12s %.4f%n", names.get(i), shares[i]);
        }
        if (bad > 0) {
            out.printf(Locale.ROOT, "%,d records could not be read and were left out%n", bad);
        }
        out.flush();
    }
}
