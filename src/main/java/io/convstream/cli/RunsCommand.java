package io.convstream.cli;

import io.convstream.client.JobManagers;
import io.convstream.event.JsonLines;
import io.convstream.failure.Failure;
import io.convstream.failure.UsageException;
import io.convstream.report.ListedRun;
import io.convstream.run.RunFolder;
import io.convstream.run.RunUse;
import io.convstream.run.Runs;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code convstream runs}: a list of the runs in a folder. */
@Command(
        name = "runs",
        mixinStandardHelpOptions = true,
        versionProvider = Convstream.Version.class,
        subcommands = RunsPruneCommand.class,
        description = {
            "Lists the runs in a folder, the one that was started last first.",
            "Steps are those of the newest checkpoint or model, precision@1 is that of the best stored model; the age is the "
                    + "time since the run was started or resumed last. The JobManager of a submitted run is queried for its state."
        },
        footerHeading = "%nExamples%n",
        footer = {
            "  convstream runs                     the runs in the folder runs",
            "  convstream runs s3://bucket --json  the runs in a bucket, for programs",
            "  convstream runs prune --keep 5      removes all but five runs",
            "  convstream runs prune --thin        removes old checkpoints and models of all runs"
        })
final class RunsCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", arity = "0..1", description = "The folder of runs. Default: runs.")
    private @Nullable StoragePath folder;

    @Option(names = "--json", description = "Print a JSON array instead of a table.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        StoragePath runs = Runs.folder(folder);
        if (!runs.isFolder()) {
            throw new UsageException("there is no folder " + runs + ": name the folder that holds the run folders");
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        List<ListedRun> listed = new ArrayList<>();
        var use = new RunUse(new JobManagers(), false);
        for (RunFolder run : Runs.in(runs)) {
            try {
                listed.add(ListedRun.read(run, use));
            } catch (IOException e) {
                spec.commandLine()
                        .getErr()
                        .println("Not listed: " + Failure.of(e).sentence());
            }
        }
        if (json) {
            out.println(JsonLines.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(listed));
        } else if (listed.isEmpty()) {
            out.println("There are no runs in " + runs + ".");
        } else {
            ListedRun.table(listed, Instant.now()).forEach(out::println);
        }
        out.flush();
        return 0;
    }
}
