package io.convstream.cli;

import io.convstream.ingest.DataSets;
import io.convstream.network.Classifier;
import io.convstream.prepare.PictureFile;
import io.convstream.prepare.PrepareOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code convstream predict}: what a model takes pictures for. */
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        versionProvider = Convstream.Version.class,
        description = "Prints the most probable classes of each picture with their probabilities, which add up to 1 "
                + "over all classes.",
        footerHeading = "%nExample%n",
        footer = "  convstream predict --model runs/a/models/model/best.zip cat.png dog.jpg")
final class PredictCommand implements Callable<Integer> {

    @Option(names = "--model", paramLabel = "FILE", required = true, description = "A model file, as for evaluate.")
    private @Nullable Path model;

    @Option(
            names = "--classes",
            paramLabel = "NAME",
            split = ",",
            description = "The class names in label order. Default: CIFAR-10's.")
    private List<String> classes = DataSets.CIFAR10_CLASSES;

    @Option(names = "--top", paramLabel = "N", description = "How many classes to print. Default: ${DEFAULT-VALUE}.")
    private int top = 3;

    @Parameters(
            paramLabel = "PICTURE",
            arity = "1..*",
            description =
                    "JPEG or PNG files; the middle square is taken and scaled to the size that the model was trained on.")
    private List<Path> pictures = new ArrayList<>();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        StoredModel stored = StoredModel.read(Objects.requireNonNull(model));
        try (Classifier classifier = new Classifier(stored.definition(), 1)) {
            classifier.load(stored.parameters());
            if (classifier.classes() != classes.size()) {
                throw new UsageException("the model knows " + classifier.classes() + " classes, but --classes names "
                        + classes.size() + ": name as many, in label order");
            }
            PrepareOptions options =
                    PrepareOptions.undistorted(stored.definition().framing(), classes.size());
            for (Path picture : pictures) {
                print(picture, classifier.probabilities(PictureFile.read(picture, options), 1), out);
            }
        }
        return 0;
    }

    private void print(Path picture, float[] probabilities, PrintWriter out) {
        List<String> best = IntStream.range(0, classes.size())
                .boxed()
                .sorted(Comparator.comparingDouble(c -> -probabilities[c]))
                .limit(top)
                .map(c -> String.format(Locale.ROOT, "%s %.4f", classes.get(c), probabilities[c]))
                .toList();
        out.println(picture + ": " + String.join(", ", best));
        out.flush();
    }
}
