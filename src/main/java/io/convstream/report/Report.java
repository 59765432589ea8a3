package io.convstream.report;

import io.convstream.storage.AtomicFile;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The report of one or more runs. Files are replaced atomically. */
public final class Report {

    private final List<RunReport> runs;

    private Report(List<RunReport> runs) {
        this.runs = runs;
    }

    /**
     * Reads runs.
     *
     * @param threads to classify the held-out images
     * @throws IOException with the path, if a file exists but cannot be read
     */
    public static Report of(List<ReportedRun> runs, int threads) throws IOException {
        List<RunReport> read = new ArrayList<>();
        for (ReportedRun run : runs) {
            read.add(RunReader.read(run, threads));
        }
        return new Report(read);
    }

    /**
     * Writes the HTML page.
     *
     * @throws IOException with the path, if it cannot be written
     */
    public void writePage(StoragePath target) throws IOException {
        String page = ReportPage.html(runs, Instant.now());
        target.replace(out -> out.write(page.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Writes precision@1 over minutes of training as an SVG chart.
     *
     * @throws IOException with the path, if it cannot be written or there is no evaluation yet
     */
    public void writeChart(Path target) throws IOException {
        AtomicFile.replace(target, temporary -> PrecisionChart.write(runs, temporary));
    }
}
