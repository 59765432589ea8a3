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

/** The metrics that a job's operators keep of each model, by model and name: the last that the JobManager has heard. */
record ModelMetrics(FlinkRest rest) {

    /** Subtask, operator, model, metric; not those of a layer. */
    private static final Pattern NAME =
            Pattern.compile("\\d+\\.\\w+\\.convstream\\.model\\.(?!.+\\.layer\\.)(.+)\\.(\\w+)");

    Map<String, Map<String, Double>> of(JobID job) throws IOException, InterruptedException {
        Map<String, Map<String, Double>> models = new TreeMap<>();
        for (JsonNode vertex : rest.get("/jobs/" + job).path("vertices")) {
            String metrics = "/jobs/" + job + "/vertices/" + vertex.path("id").asText() + "/metrics";
            List<String> wanted = new ArrayList<>();
            for (JsonNode metric : rest.get(metrics)) {
                String id = metric.path("id").asText();
                if (NAME.matcher(id).matches()) {
                    wanted.add(URLEncoder.encode(id, StandardCharsets.UTF_8));
                }
            }
            if (!wanted.isEmpty()) {
                rest.get(metrics + "?get=" + String.join(",", wanted)).forEach(metric -> add(metric, models));
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
