package io.convstream.report;

import io.convstream.storage.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What can be shown of one or more runs, side by side. Files are written beside their place and renamed. */
public final class Report {

    private final List<RunReport> runs;

    private Report(List<RunReport> runs) {
        this.runs = runs;
    }

    /**
     * Reads runs.
     *
     * @param threads that look through the held-out images
     * @throws IOException with the path, where something is there but cannot be read
     */
    public static Report of(List<ReportedRun> runs, int threads) throws IOException {
        List<RunReport> read = new ArrayList<>();
        for (ReportedRun run : runs) {
            read.add(RunReader.read(run, threads));
        }
        return new Report(read);
    }

    /**
     * Writes the page.
     *
     * @throws IOException with the path, where it cannot be written
     */
    public void writePage(Path target) throws IOException {
        String page = ReportPage.html(runs, Instant.now());
        AtomicFile.replace(target, beside -> Files.writeString(beside, page));
    }

    /**
     * Writes the curves of precision against minutes as an SVG image.
     *
     * @throws IOException with the path, where it cannot be written, or where nothing was evaluated yet
     */
    public void writeChart(Path target) throws IOException {
        AtomicFile.replace(target, beside -> PrecisionChart.write(runs, beside));
    }
}
