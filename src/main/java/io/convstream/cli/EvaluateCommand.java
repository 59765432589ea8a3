package io.convstream.cli;

import io.convstream.evaluate.Evaluator;
import io.convstream.evaluate.Score;
import io.convstream.image.LabelledPictures;
import io.convstream.ingest.TrainingData;
import io.convstream.network.Networks;
import io.convstream.prepare.Distortion;
import io.convstream.prepare.HeldOutPictures;
import io.convstream.prepare.PrepareOptions;
import io.convstream.prepare.View;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code convstream evaluate}: precision@1 of a model file on held-out pictures. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        versionProvider = Convstream.Version.class,
        description = "Counts what a model gets right on held-out pictures, in all and for each class.",
        footerHeading = "%nExample%n",
        footer = "  convstream evaluate --model runs/a/models/model/best.zip --data cifar10")
final class EvaluateCommand implements Callable<Integer> {

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
            description = "The pictures, as for train; their held-out part is used. Default: cifar10.")
    private String data = "cifar10";

    @Option(
            names = "--views",
            paramLabel = "N",
            description =
                    "How often each picture is looked at; the mean of the probabilities counts. 1: its centre; 2: "
                            + "also mirrored; 10: also the corners; 18: nine places. More views raise precision by a point or "
                            + "two and take as many times as long. Default: ${DEFAULT-VALUE}.")
    private int views = 1;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (!View.COUNTS.contains(views)) {
            throw new UsageException("--views is " + views + ": give one of " + View.COUNTS);
        }
        StoredModel stored = StoredModel.read(Objects.requireNonNull(model));
        TrainingData pictures = DataChoice.named(data);
        List<String> classes = pictures.heldOut().classNames();
        PrepareOptions options =
                new PrepareOptions(TrainJobs.SOURCE, TrainJobs.CROP, Distortion.NONE, 0, classes.size());
        int bad = 0;
        List<LabelledPictures> seen = new ArrayList<>();
        for (View view : View.of(views)) {
            HeldOutPictures heldOut = HeldOutPictures.read(pictures.heldOut(), options, view);
            seen.add(heldOut.pictures());
            bad = heldOut.bad().size();
        }
        try (Evaluator evaluator = new Evaluator(stored.definition(), seen, Networks.defaultTowers())) {
            print(evaluator.score(stored.parameters()), classes, bad, out);
        }
        return 0;
    }

    private void print(Score score, List<String> classes, int bad, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "precision @ 1 = %.4f on %,d pictures%s, loss = %.4f%n",
                score.precision(),
                score.pictures(),
                views == 1 ? "" : " (" + views + " views of each)",
                score.loss());
        double[] shares = score.precisionByClass();
        for (int i = 0; i < classes.size(); i++) {
            out.printf(Locale.ROOT, "  %-12s %.4f%n", classes.get(i), shares[i]);
        }
        if (bad > 0) {
            out.printf(Locale.ROOT, "%,d records could not be read and were left out%n", bad);
        }
        out.flush();
    }
}
