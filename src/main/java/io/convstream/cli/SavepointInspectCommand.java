package io.convstream.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.convstream.event.JsonLines;
import io.convstream.run.RunDescription;
import io.convstream.savepoint.SavepointContents;
import io.convstream.storage.StoragePath;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code convstream savepoint inspect}: what a checkpoint or savepoint holds. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        versionProvider = Convstream.Version.class,
        description = {
            "Prints what a checkpoint or savepoint holds: models, source, shuffle buffer.",
            "It starts no job. The hashes of the parameters are those of the events."
        })
final class SavepointInspectCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PATH", description = "A checkpoint, savepoint or run folder (its newest).")
    private @Nullable StoragePath path;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    /** What {@code --json} prints. */
    private record Inspected(
            SavepointContents savepoint, @Nullable Run run) {}

    private record Run(String id, int attempt) {
        static @Nullable Run of(@Nullable RunDescription run) {
            return run == null ? null : new Run(run.id(), run.attempt());
        }
    }

    @Override
    public Integer call() throws JsonProcessingException {
        ReadSavepoint read = ReadSavepoint.open(Objects.requireNonNull(path, "picocli requires it"));
        SavepointContents contents = read.savepoint().contents();
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (json) {
            out.println(JsonLines.MAPPER
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(new Inspected(contents, Run.of(read.run()))));
        } else {
            new SavepointText(contents, read.run(), read.problem()).lines().forEach(out::println);
        }
        return 0;
    }
}
