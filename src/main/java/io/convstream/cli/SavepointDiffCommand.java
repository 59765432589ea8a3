package io.convstream.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.convstream.event.JsonLines;
import io.convstream.run.RunDescription;
import io.convstream.savepoint.SavepointDiff;
import io.convstream.storage.StoragePath;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code convstream savepoint diff}: what two checkpoints or savepoints differ in. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        versionProvider = Convstream.Version.class,
        description = {
            "Prints the differences of two checkpoints or savepoints, one a line, or 'identical'.",
            "It compares models to the bit, the position of the source, the fill of the shuffle buffer, and the options "
                    + "of the runs. It does not compare the images that wait or are in the shuffle buffer."
        },
        exitCodeListHeading = "%nExit codes%n",
        exitCodeList = {"0:They are identical.", "1:They differ.", "2:One of them cannot be read."})
final class SavepointDiffCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "PATH", description = "A checkpoint, savepoint or run folder (its newest).")
    private @Nullable StoragePath first;

    @Parameters(index = "1", paramLabel = "PATH", description = "Another one.")
    private @Nullable StoragePath second;

    @Option(names = "--json", description = "Print a JSON array of the differences.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws JsonProcessingException {
        ReadSavepoint a = ReadSavepoint.open(Objects.requireNonNull(first, "picocli requires it"));
        ReadSavepoint b = ReadSavepoint.open(Objects.requireNonNull(second, "picocli requires it"));
        List<String> differences = new ArrayList<>(SavepointDiff.of(a.savepoint(), b.savepoint()));
        if (a.run() != null && b.run() != null) {
            differences.addAll(options(a.run(), b.run()));
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (json) {
            out.println(JsonLines.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(differences));
        } else {
            out.println(differences.isEmpty() ? "identical" : String.join(System.lineSeparator(), differences));
        }
        return differences.isEmpty() ? 0 : 1;
    }

    private static List<String> options(RunDescription first, RunDescription second) {
        Map<String, List<String>> was = Objects.requireNonNullElse(first.options(), Map.of());
        Map<String, List<String>> is = Objects.requireNonNullElse(second.options(), Map.of());
        Set<String> names = new TreeSet<>(was.keySet());
        names.addAll(is.keySet());
        names.removeAll(Set.of("run", "resume", "overwrite"));
        return names.stream()
                .filter(name -> !Objects.equals(was.get(name), is.get(name)))
                .map(name -> "options: --" + name + " " + text(was.get(name)) + " -> " + text(is.get(name)))
                .toList();
    }

    private static String text(@Nullable List<String> values) {
        return values == null ? "default" : values.isEmpty() ? "set" : String.join(", ", values);
    }
}
