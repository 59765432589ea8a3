package io.convstream.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.convstream.publish.EventFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What came of a run, read from its event file: the whole run's, restarts included. */
final class RunSummary {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RunFolder run;
    private final Map<String, Totals> models = new TreeMap<>();

    private RunSummary(RunFolder run) {
        this.run = run;
    }

    private static final class Totals {
        private long images;
        private long steps;
        private double seconds;
        private Instant last = Instant.MIN;
        private double best = -1;
        private long bestStep;
    }

    static RunSummary of(RunFolder run) throws IOException {
        RunSummary summary = new RunSummary(run);
        try (BufferedReader lines = Files.newBufferedReader(run.eventFile())) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                summary.add(JSON.readTree(line));
            }
        }
        return summary;
    }

    private void add(JsonNode event) {
        Totals totals = models.computeIfAbsent(event.get("model").asText(), name -> new Totals());
        if (event.get("type").asText().equals("step")) {
            Instant time = Instant.parse(event.get("time").asText());
            if (totals.last.isAfter(Instant.MIN)) {
                // A pause of more than a few seconds is a restart, not training.
                double pause = Duration.between(totals.last, time).toMillis() / 1e3;
                totals.seconds += pause < 5 ? pause : 0;
            }
            totals.last = time;
            totals.images = event.get("images").asLong();
            totals.steps = event.get("step").asLong() + 1;
        } else if (event.get("type").asText().equals("evaluation")) {
            double precision = Math.max(
                    event.get("newest").get("precision").asDouble(),
                    event.get("averaged").get("precision").asDouble());
            if (precision > totals.best) {
                totals.best = precision;
                totals.bestStep = event.get("step").asLong();
            }
        }
    }

    void print(PrintWriter out) throws IOException {
        models.forEach((name, totals) -> out.printf(
                Locale.ROOT,
                "Done: model %s, %,d images in %,d steps, %,.0f images/s, best precision @ 1 = %.3f (step %,d)%n",
                name,
                totals.images,
                totals.steps,
                totals.images / Math.max(totals.seconds, 1e-3),
                totals.best,
                totals.bestStep));
        long bad = EventFiles.count(run.deadLetters(), RunFolder.PARTS);
        if (bad > 0) {
            out.printf(
                    Locale.ROOT,
                    "%,d records could not be read: %s says which, where and why%n",
                    bad,
                    run.deadLetters());
        }
        out.println("Models:  " + run.models());
        out.println("Events:  " + run.eventFile());
        out.flush();
    }
}
