package io.convstream.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.api.common.JobID;

/** Reads the metrics of each model, as last reported to the JobManager, by model and name. */
record ModelMetrics(FlinkRest rest) {

    /** Subtask, operator, model, metric; excludes metrics of layers, classes and workers that are not the first. */
    private static final Pattern NAME =
            Pattern.compile("\\d+\\.\\w+\\.convstream\\.model\\.(?!.+\\.(?:layer|worker|class)\\.)(.+)\\.(\\w+)");

    Map<String, Map<String, Double>> of(JobID job) throws IOException, InterruptedException {
        Map<String, Map<String, Double>> models = new TreeMap<>();
        for (JsonNode vertex : rest.get("/jobs/" + job).path("vertices")) {
            String metrics = "/jobs/" + job + "/vertices/" + vertex.path("id").asText() + "/metrics";
            List<String> ids = new ArrayList<>();
            for (JsonNode metric : rest.get(metrics)) {
                String id = metric.path("id").asText();
                if (NAME.matcher(id).matches()) {
                    ids.add(URLEncoder.encode(id, StandardCharsets.UTF_8));
                }
            }
            if (!ids.isEmpty()) {
                rest.get(metrics + "?get=" + String.join(",", ids)).forEach(metric -> add(metric, models));
            }
        }
        return models;
    }

    private static void add(JsonNode metric, Map<String, Map<String, Double>> models) {
        Matcher name = NAME.matcher(metric.path("id").asText());
        if (name.matches()) {
            models.computeIfAbsent(name.group(1), model -> new TreeMap<>())
                    .put(name.group(2), metric.path("value").asDouble());
        }
    }
}
