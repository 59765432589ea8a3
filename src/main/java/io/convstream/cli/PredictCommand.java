package io.convstream.cli;

import io.convstream.cli.options.CheckedCommand;
import io.convstream.cli.options.ClassesOption;
import io.convstream.cli.options.LoadedModel;
import io.convstream.cli.options.OptionCheck;
import io.convstream.failure.Failure;
import io.convstream.network.Classifier;
import io.convstream.prepare.ImagePreparer;
import io.convstream.prepare.PrepareOptions;
import io.convstream.storage.StoragePath;
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
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code convstream predict}: classifies image files. */
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        versionProvider = Convstream.Version.class,
        description = {
            "Prints the most probable classes of image files.",
            "The probabilities sum to 1 over all classes. An image that cannot be read is skipped with "
                    + "a message; the exit code is then 1."
        },
        footerHeading = "%nExample%n",
        footer = "  convstream predict --model runs/a cat.png dog.jpg")
final class PredictCommand implements Callable<Integer>, CheckedCommand {

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            required = true,
            description = "A run folder or a model file, as for evaluate.")
    private @Nullable StoragePath model;

    @Option(names = "--classes", paramLabel = "NAMES|FILE", description = ClassesOption.DESCRIPTION)
    private @Nullable String classes;

    @Option(
            names = "--top",
            paramLabel = "N",
            description = "The number of classes to print. Default: ${DEFAULT-VALUE}.")
    private int top = 3;

    @Parameters(
            paramLabel = "IMAGE",
            arity = "1..*",
            description = "JPEG, PNG, GIF or BMP files. The central square is scaled to the image size of the model.")
    private List<Path> images = new ArrayList<>();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public List<OptionCheck> checks() {
        return List.of(OptionCheck.atLeast("--top", top, 1));
    }

    @Override
    public Integer call() throws IOException {
        CommandSpec command = Objects.requireNonNull(spec);
        PrintWriter out = command.commandLine().getOut();
        PrintWriter err = command.commandLine().getErr();
        LoadedModel loaded = LoadedModel.read(Objects.requireNonNull(model), classes, 1);
        loaded.notices().forEach(err::println);
        List<String> names = loaded.classes().names();
        PrepareOptions options = PrepareOptions.unaugmented(loaded.definition().framing(), names.size());
        int failed = 0;
        try (Classifier classifier = new Classifier(loaded.definition(), 1)) {
            classifier.load(loaded.parameters());
            for (Path image : images) {
                float[] pixels;
                try {
                    pixels = ImagePreparer.prepareFile(image, options);
                } catch (IOException e) {
                    err.println("convstream: " + Failure.of(e).sentence());
                    err.flush();
                    failed++;
                    continue;
                }
                print(image, names, finite(classifier.probabilities(pixels, 1), image), out);
            }
        }
        return failed == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private float[] finite(float[] probabilities, Path image) throws IOException {
        for (float probability : probabilities) {
            if (!Float.isFinite(probability)) {
                throw new IOException(model + " gives no finite probabilities for " + image
                        + ": its parameters are too large; take another model");
            }
        }
        return probabilities;
    }

    private void print(Path image, List<String> names, float[] probabilities, PrintWriter out) {
        List<String> best = IntStream.range(0, names.size())
                .boxed()
                .sorted(Comparator.comparingDouble(c -> -probabilities[c]))
                .limit(top)
                .map(c -> String.format(Locale.ROOT, "%s %.4f", names.get(c), probabilities[c]))
                .toList();
        out.println(image + ": " + String.join(", ", best));
        out.flush();
    }
}
