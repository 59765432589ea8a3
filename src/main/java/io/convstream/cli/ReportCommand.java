package io.convstream.cli;

import io.convstream.cli.options.DatasetLoader;
import io.convstream.failure.UsageException;
import io.convstream.network.Networks;
import io.convstream.report.Report;
import io.convstream.report.ReportedRun;
import io.convstream.run.RunFolder;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code convstream report}: one self-contained HTML page about one or more runs. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        versionProvider = Convstream.Version.class,
        description = {
            "Writes one HTML page about one or more runs.",
            "The page is self-contained. It shows curves, the confusion matrix, filters, the most "
                    + "confident mistakes and the hyperparameters; of a run in progress, until its last "
                    + "checkpoint."
        },
        footerHeading = "%nExamples%n",
        footer = {
            "  convstream report runs/a                            writes runs/a/report.html",
            "  convstream report runs/a runs/b --out compared.html both in the same charts"
        })
final class ReportCommand implements Callable<Integer> {

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "The file to write. Default: report.html in the run folder; required for several runs.")
    private @Nullable StoragePath target;

    @Option(
            names = "--chart",
            paramLabel = "FILE",
            description = "Also write the curve of accuracy over minutes of training as an SVG image.")
    private @Nullable Path chart;

    @Parameters(paramLabel = "RUN", arity = "1..*", description = "Run folders.")
    private List<StoragePath> runs = new ArrayList<>();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Map<RunFolder, StoragePath> folders = new LinkedHashMap<>();
        runs.forEach(given -> folders.putIfAbsent(new RunFolder(given), given));
        StoragePath page = target == null ? ownReport(List.copyOf(folders.keySet())) : target;
        boolean distinct =
                folders.keySet().stream().map(RunFolder::name).distinct().count() == folders.size();
        List<ReportedRun> reported = new ArrayList<>();
        for (Map.Entry<RunFolder, StoragePath> run : folders.entrySet()) {
            RunFolder folder = withEvents(run.getKey());
            reported.add(DatasetLoader.reportedRun(
                    folder, distinct ? folder.name() : run.getValue().toString()));
        }
        Report report = Report.of(reported, Networks.defaultTowers());
        report.writePage(page);
        out.println("Report: " + page);
        if (chart != null) {
            Path image = withFolder(chart);
            report.writeChart(image);
            out.println("Chart:  " + image);
        }
        out.flush();
        return 0;
    }

    private static StoragePath ownReport(List<RunFolder> folders) {
        if (folders.size() > 1) {
            throw new UsageException(folders.size() + " runs share one page: name its file with --out FILE");
        }
        return folders.get(0).report();
    }

    private static Path withFolder(Path file) throws IOException {
        Path path = file.toAbsolutePath().normalize();
        Path folder = path.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        return path;
    }

    private static RunFolder withEvents(RunFolder run) throws IOException {
        if (!run.description().exists() && !run.events().isFolder()) {
            throw new UsageException(run.path()
                    + " is not a run folder (it has neither run.json nor events): give the folder of train --run");
        }
        return run;
    }
}
