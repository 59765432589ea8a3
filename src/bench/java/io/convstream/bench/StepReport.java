package io.convstream.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Results of {@link StepBenchmark} as table, JSON and chart. */
final class StepReport {

    private final Network network;
    private final int batch;
    private final int threads;
    private final List<StepBenchmark.Result> results;

    StepReport(Network network, int batch, int threads, List<StepBenchmark.Result> results) {
        this.network = network;
        this.batch = batch;
        this.threads = threads;
        this.results = results;
    }

    /** Table in Markdown. */
    String table() {
        StepBenchmark.Result ours = results.get(0);
        var table = new StringBuilder();
        table.append(String.format(
                Locale.ROOT,
                "%s%nThe network %s; batch %d, %d threads, %d rounds interleaved, medians.%n%n"
                        + "| library | training step, ms | images/s | convstream is faster by | inference, ms"
                        + " | images/s | convstream is faster by | difference | after 3 steps |%n"
                        + "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |%n",
                Machine.description(),
                network.description(),
                batch,
                threads,
                ours.train().size()));
        for (StepBenchmark.Result result : results) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %.1f | %,.0f | %.2f | %.1f | %,.0f | %.2f | %.0e | %.0e |%n",
                    result.library().title(),
                    result.trainMillis(),
                    perSecond(result.trainMillis()),
                    result.trainMillis() / ours.trainMillis(),
                    result.inferMillis(),
                    perSecond(result.inferMillis()),
                    result.inferMillis() / ours.inferMillis(),
                    result.difference(),
                    result.differenceAfter()));
        }
        return table.toString();
    }

    private double perSecond(double millis) {
        return batch * 1000 / millis;
    }

    /** Name of the files, without extension. */
    String fileName() {
        return "steps-" + network.preset();
    }

    /** Writes a Markdown, a JSON and an SVG file. */
    void write(Path folder) throws IOException {
        Files.writeString(folder.resolve(fileName() + ".md"), table());
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("machine", Machine.description());
        all.put("network", network.preset());
        all.put("batch", batch);
        all.put("threads", threads);
        all.put("results", results);
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(folder.resolve(fileName() + ".json").toFile(), all);
        List<BarChart.Bar> bars = results.stream()
                .map(result -> new BarChart.Bar(
                        result.library().title(),
                        perSecond(result.trainMillis()),
                        result.library() == Library.CONVSTREAM))
                .toList();
        Files.writeString(
                folder.resolve(fileName() + ".svg"),
                BarChart.svg(
                        "Training of " + network.preset() + ", batch " + batch + ", " + threads + " cores",
                        "images/s",
                        bars));
    }
}
