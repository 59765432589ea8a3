package io.convstream.cli;

import io.convstream.cli.options.DataChoice;
import io.convstream.event.EventFiles;
import io.convstream.failure.UsageException;
import io.convstream.network.Networks;
import io.convstream.report.Report;
import io.convstream.report.ReportedRun;
import io.convstream.run.RunFolder;
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

/** {@code convstream report}: runs as one page that opens without a network. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        versionProvider = Convstream.Version.class,
        description = "Makes one HTML page of one or more runs: curves, confusion matrix, filters, surest mistakes, "
                + "hyper-parameters. It needs no network and no other file. A run that has not ended is shown as far "
                + "as its last checkpoint.",
        footerHeading = "%nExamples%n",
        footer = {
            "  convstream report runs/a                            writes runs/a/report.html",
            "  convstream report runs/a runs/b --out compared.html both in the same charts"
        })
public final class ReportCommand implements Callable<Integer> {

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where the page goes. Default: report.html in the run's folder; for several runs there is "
                    + "none.")
    private @Nullable Path target;

    @Option(
            names = "--chart",
            paramLabel = "FILE",
            description = "Also write the curve of precision@1 against minutes of training as an SVG image, for "
                    + "documents.")
    private @Nullable Path chart;

    @Parameters(paramLabel = "RUN", arity = "1..*", description = "Run folders.")
    private List<Path> runs = new ArrayList<>();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Map<RunFolder, Path> folders = new LinkedHashMap<>();
        runs.forEach(given -> folders.putIfAbsent(new RunFolder(given), given));
        Path page = target == null ? ownReport(List.copyOf(folders.keySet())) : withFolder(target);
        boolean differ =
                folders.keySet().stream().map(RunFolder::name).distinct().count() == folders.size();
        List<ReportedRun> reported = new ArrayList<>();
        for (Map.Entry<RunFolder, Path> run : folders.entrySet()) {
            RunFolder folder = joined(run.getKey());
            reported.add(DataChoice.reported(
                    folder, differ ? folder.name() : run.getValue().toString()));
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

    private static Path ownReport(List<RunFolder> folders) {
        if (folders.size() > 1) {
            throw new UsageException("there are " + folders.size()
                    + " runs: say with --out FILE where the page that shows them all goes");
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

    /** With the events of a run that has not ended. */
    private static RunFolder joined(RunFolder run) throws IOException {
        if (Files.isDirectory(run.eventParts())) {
            EventFiles.join(run.eventParts(), RunFolder.PARTS, run.eventFile());
        } else if (!Files.exists(run.eventFile())) {
            throw new UsageException(
                    run.path() + " is no run folder (it has no events): give the folder that train's --run names");
        }
        return run;
    }
}
