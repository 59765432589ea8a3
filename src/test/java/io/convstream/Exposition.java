package io.convstream;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The metrics that the processes of a cluster expose to Prometheus for one job. */
record Exposition(List<Sample> samples) {

    private static final int FIRST_PORT = 9249; // of flink-conf/config.yaml
    private static final int LAST_PORT = 9279;
    private static final Pattern LINE = Pattern.compile("(\\w+)\\{(.*)} (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** One value with its labels. */
    record Sample(String name, Map<String, String> labels, double value) {}

    /** Scrapes every process that answers on this machine, for the job of a run. */
    static Exposition of(String runName) throws InterruptedException {
        List<Sample> samples = new ArrayList<>();
        HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
        for (int port = FIRST_PORT; port <= LAST_PORT; port++) {
            lines(http, URI.create("http://localhost:" + port + "/metrics"))
                    .map(LINE::matcher)
                    .filter(Matcher::matches)
                    .map(line -> new Sample(line.group(1), labels(line.group(2)), Double.parseDouble(line.group(3))))
                    .filter(sample -> String.valueOf(sample.labels().get("job_name"))
                            .matches("convstream-" + runName + "-[0-9a-f]{8}"))
                    .forEach(samples::add);
        }
        return new Exposition(samples);
    }

    private static Stream<String> lines(HttpClient http, URI address) throws InterruptedException {
        try {
            return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofLines())
                    .body();
        } catch (IOException e) {
            return Stream.empty(); // no listener
        }
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new HashMap<>();
        Matcher label = LABEL.matcher(text);
        while (label.find()) {
            labels.put(label.group(1), label.group(2));
        }
        return labels;
    }

    Set<String> names(String prefix) {
        return samples.stream()
                .map(Sample::name)
                .filter(name -> name.startsWith(prefix))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    List<Sample> of(String name, Map<String, String> labels) {
        return samples.stream()
                .filter(sample -> sample.name().equals(name))
                .filter(sample -> sample.labels().entrySet().containsAll(labels.entrySet()))
                .toList();
    }
}
