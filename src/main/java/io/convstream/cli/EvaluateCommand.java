package io.convstream.cli;

import io.convstream.cli.options.CheckedCommand;
import io.convstream.cli.options.ClassesOption;
import io.convstream.cli.options.DatasetLoader;
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
import io.convstream.storage.StoragePath;
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

/** {@code convstream evaluate}: accuracy (precision@1) of a model file on held-out images. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        versionProvider = Convstream.Version.class,
        description = {
            "Prints the accuracy (precision@1) of a model on held-out images.",
            "Also prints the loss and the recall of each class."
        },
        footerHeading = "%nExample%n",
        footer = "  convstream evaluate --model runs/a --data cifar10")
final class EvaluateCommand implements Callable<Integer>, CheckedCommand {

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            required = true,
            description =
                    "A run folder or model folder, for its best model; or a model file: of a run, or any DL4J zip whose "
                            + "network convstream supports.")
    private @Nullable StoragePath model;

    @Option(
            names = "--data",
            paramLabel = "SOURCE",
            description = "The images, as for train; their held-out part is evaluated. Or a topic, "
                    + "kafka://HOST:PORT/TOPIC. They must have the model's classes. Default: cifar10 or shapes, "
                    + "whichever has them.")
    private @Nullable String data;

    @Option(names = "--classes", paramLabel = "NAMES|FILE", description = ClassesOption.DESCRIPTION)
    private @Nullable String classes;

    @Option(
            names = "--val-split",
            paramLabel = "FRACTION",
            description = "Evaluate the fraction of the training images that train holds out with the same option. "
                    + "Default: the test images, or all images of a folder that has only class folders.")
    private @Nullable Double valSplit;

    @Option(
            names = "--tta",
            paramLabel = "N",
            description = "Test-time augmentation: average the probabilities over N crops of each image. 1: the "
                    + "center; 2: also flipped; 6: also moved by a pixel, with half the weight; 10: also the corners; 18: nine positions. Increases accuracy by "
                    + "one or two points at N times the cost. Default: ${DEFAULT-VALUE}.")
    private int tta = 1;

    @Option(
            names = "--kafka-properties",
            paramLabel = "FILE",
            description = "Properties of the Kafka client, such as SASL and TLS. Never printed.")
    private @Nullable Path properties;

    private int undecodable;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public List<OptionCheck> checks() {
        List<String> counts = TestTimeCrop.COUNTS.stream().map(String::valueOf).toList();
        return List.of(
                OptionCheck.fraction("--val-split", valSplit), OptionCheck.oneOf("--tta", String.valueOf(tta), counts));
    }

    @Override
    public Integer call() throws IOException {
        CommandSpec command = Objects.requireNonNull(spec);
        PrintWriter out = command.commandLine().getOut();
        LoadedModel loaded = LoadedModel.read(Objects.requireNonNull(model), classes, Evaluator.BATCH);
        loaded.notices().forEach(Objects.requireNonNull(spec).commandLine().getErr()::println);
        List<String> names = loaded.classes().names();
        ImageSet images = DatasetLoader.toEvaluate(
                loaded.classes(),
                data == null ? defaultData(names) : data,
                valSplit,
                KafkaArguments.loaded(properties),
                out);
        PrepareOptions options = PrepareOptions.unaugmented(loaded.definition().framing(), names.size());
        List<TestTimeCrop> crops = TestTimeCrop.of(tta);
        try {
            crops.forEach(crop -> crop.requireWithin(options));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--tta " + tta + ": " + e.getMessage(), e);
        }
        List<Integer> weights = crops.stream().map(TestTimeCrop::weight).toList();
        Score score;
        try (Evaluator evaluator = new Evaluator(loaded.definition(), Networks.defaultTowers(), Gpus.ofMachine());
                ProgressBar bar = ProgressLine.start("Evaluating", tta == 1 ? " crop" : " crops", tta)) {
            score = evaluator.score(loaded.parameters(), weights, crop -> {
                bar.stepTo(crop);
                HeldOutImages heldOut = HeldOutImages.read(images, options, crops.get(crop));
                undecodable = heldOut.deadLetters().size();
                return heldOut.images();
            });
            bar.stepTo(tta);
        }
        if (!Double.isFinite(score.loss())) {
            throw new IOException(
                    model + " gives no finite probabilities: its parameters are too large; take another model");
        }
        print(score, names, out);
        return 0;
    }

    /** The default images: those of the built-in datasets whose classes the model has. */
    private String defaultData(List<String> names) {
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
                tta == 1 ? "" : " (" + tta + " crops of each)",
                score.loss());
        double[] shares = score.recallByClass();
        for (int i = 0; i < names.size(); i++) {
            out.printf(Locale.ROOT, "  %-12s %.4f%n", names.get(i), shares[i]);
        }
        if (undecodable > 0) {
            out.printf(Locale.ROOT, "%,d records could not be decoded and were skipped%n", undecodable);
        }
        out.flush();
    }
}
