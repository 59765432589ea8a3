package io.convstream.report;

import io.convstream.publish.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Makes one page of one or more runs. */
public final class Report {

    private Report() {}

    /**
     * Writes the page beside its place and renames it.
     *
     * @param threads that look through the held-out pictures
     * @throws IOException with the path, where something is there but cannot be read, or the page cannot be written
     */
    public static void write(List<ReportedRun> runs, int threads, Path target) throws IOException {
        List<RunReport> read = new ArrayList<>();
        for (ReportedRun run : runs) {
            read.add(RunReader.read(run, threads));
        }
        String page = ReportPage.html(read, Instant.now());
        WholeFile.replace(target, beside -> Files.writeString(beside, page));
    }
}
