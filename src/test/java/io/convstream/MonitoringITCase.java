package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.convstream.event.EventRecords;
import io.convstream.image.ImageSet;
import io.convstream.ingest.dataset.Shapes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Metrics, dashboard, alerts and TensorBoard tags of a job that trains from Kafka on a cluster of processes, and of a service of its
 * model.
 */
class MonitoringITCase {

    private static final String PREFIX = "flink_taskmanager_job_task_operator_convstream_";
    private static final int LABELS = 400;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern ROW = Pattern.compile("\\| (.+?) \\| (.*?) ?\\| .*\\| (.+) \\|");
    private static final Pattern SERVING_ROW = Pattern.compile("\\| (`\\w+`) \\| (.*?) ?\\| .+ \\|");
    private static final Pattern SELECTOR = Pattern.compile("(flink_\\w+)(?:\\{([^}]*)})?");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final Pattern GROUPING = Pattern.compile("by \\(([^)]*)\\)");
    private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{ ?(?:\\$labels\\.)?(\\w+) ?}}");

    private static final Path SCREENSHOT = Path.of("target", "dashboard.png");

    @TempDir
    private static Path folder;

    private static KafkaBroker broker;
    private static TestCluster cluster;
    private static Path run;
    private static String job;
    private static Exposition exposition;
    private static Exposition served;

    @BeforeAll
    static void startAJob() throws Exception {
        broker = KafkaBroker.start(folder);
        cluster = TestCluster.start(folder.resolve("cluster"));
        run = folder.resolve("watched");
        cluster.convstream("feed", "--data=shapes", "--to=" + broker.address("images"), "--create=1", "--corrupt=0.01");
        job = cluster.convstream(
                        "submit",
                        "--detached",
                        "--jobmanager=" + cluster.jobManager(),
                        "--data=shapes",
                        "--source=" + broker.address("images"),
                        "--bounded=latest",
                        "--epochs=1000",
                        "--shuffle-buffer=2000",
                        "--network=tiny",
                        "--towers=2",
                        "--workers=2",
                        "--l2=0.001",
                        "--batch-size=64",
                        "--checkpoint-interval=2s",
                        "--summary-every=20",
                        "--run=" + run)
                .replaceAll("(?s).*Job: ([0-9a-f]{32}).*", "$1");
        exposition = awaitMetrics("watched", documented());
        sendFramesAndLabels();
        cluster.convstream(
                "serve",
                "--jobmanager=" + cluster.jobManager(),
                "--source=" + broker.address("frames"),
                "--from=earliest",
                "--labels=" + broker.address("truth"),
                "--predictions=" + broker.address("predictions"),
                "--models=" + run,
                "--activation-delay=1s",
                "--parallelism=1",
                "--run=" + folder.resolve("served"));
        served = awaitMetrics("served", documentedOfServing());
    }

    private static void sendFramesAndLabels() throws Exception {
        broker.topic("frames").create(1);
        broker.topic("truth").create(1);
        try (var producer = new KafkaProducer<>(
                        broker.topic("any").clientProperties(), new ByteArraySerializer(), new ByteArraySerializer());
                var images = new Shapes(1, false, LABELS).open()) {
            for (int i = 0; i < LABELS; i++) {
                ImageSet.Entry image = images.read(i);
                byte[] key = {(byte) (i >> Byte.SIZE), (byte) i};
                byte[] label = String.valueOf(image.effectiveLabel()).getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>("frames", key, image.content()))
                        .get();
                producer.send(new ProducerRecord<>("truth", key, label)).get();
            }
        }
    }

    private static Exposition awaitMetrics(String runName, Set<String> expected) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        Exposition found;
        do {
            Thread.sleep(500);
            found = Exposition.of(runName);
        } while (!found.names(PREFIX).containsAll(expected) && Instant.now().isBefore(end));
        return found;
    }

    @AfterAll
    static void stopAll() throws Exception {
        cluster.cluster("stop");
        broker.close();
    }

    @Test
    void theDocumentationListsExactlyTheMetrics() {
        assertThat(exposed(exposition)).isEqualTo(documented());
        assertThat(exposed(served)).isEqualTo(documentedOfServing());
    }

    private static Set<String> exposed(Exposition of) {
        Set<String> exposed = of.names(PREFIX);
        exposed.removeIf(name -> name.endsWith("_count")); // of a histogram, which is also exposed without the suffix
        return exposed;
    }

    @Test
    void noMetricIsEverNaN() {
        assertThat(exposition.samples())
                .filteredOn(sample -> sample.name().startsWith(PREFIX))
                .hasSizeGreaterThan(40)
                .allSatisfy(sample -> assertThat(sample.value()).isFinite());
        assertThat(exposition.of(PREFIX + "model_precision", Map.of("model", "tiny")))
                .singleElement()
                .satisfies(sample -> assertThat(sample.value()).isBetween(0.0, 1.0));
        double shares = Stream.of("computeShare", "exchangeShare", "checkpointShare", "inputWaitShare")
                .mapToDouble(name ->
                        exposition.of(PREFIX + "model_" + name, Map.of()).get(0).value())
                .sum();
        assertThat(shares).isEqualTo(1, org.assertj.core.api.Assertions.within(1e-9));
    }

    @Test
    void theDocumentationListsExactlyTheTensorBoardTags() throws Exception {
        Set<String> tags = new TreeSet<>();
        for (String kind : List.of("train", "eval")) {
            EventRecords.effective(run.resolve("tensorboard").resolve(kind))
                    .forEach(event -> EventRecords.tags(event)
                            .forEach(tag -> tags.add(tag.replaceAll("^(conv|softmax_linear|output)/", "LAYER/")
                                    .replaceAll("^recall/.*", "recall/CLASS")
                                    .replaceAll("/\\d$", "/N"))));
        }
        Set<String> documented = rows().map(row -> row.group(3))
                .filter(tag -> tag.startsWith("`"))
                .map(tag -> tag.replaceAll("^`(.*)`.*", "$1"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(tags).isEqualTo(documented);
    }

    @Test
    void everyQueryOfTheGrafanaDashboardHasAResult() throws Exception {
        JsonNode dashboard = new ObjectMapper()
                .readTree(Path.of("src/docker/grafana/convstream.json").toFile());
        List<JsonNode> targets = dashboard.findValues("targets").stream()
                .flatMap(panel -> panel.valueStream())
                .toList();
        assertThat(targets).hasSizeGreaterThan(40);
        for (JsonNode target : targets) {
            assertFinds(target.get("expr").asText(), target.get("legendFormat").asText());
        }
    }

    @Test
    void everyAlertHasAResult() throws Exception {
        JsonNode rules = new YAMLMapper()
                .readTree(Path.of("src/docker/alerts.yml").toFile())
                .at("/groups/0/rules");
        assertThat(rules).hasSize(17);
        for (JsonNode rule : rules) {
            assertFinds(
                    rule.get("expr").asText(), rule.at("/annotations/summary").asText());
        }
    }

    @Test
    void watchFollowsTheJobUntilCtrlC() throws Exception {
        RunProcess watch = RunProcess.start(
                folder.resolve("watch.log"), List.of("watch", job, "--jobmanager=" + cluster.jobManager()));
        Instant end = Instant.now().plus(PATIENCE);
        while (watch.output().lines().filter(line -> line.startsWith("step ")).count() < 2
                && Instant.now().isBefore(end)) {
            Thread.sleep(200);
        }
        watch.interrupt();
        assertThat(watch.await()).describedAs(watch.output()).isZero();
        assertThat(watch.output())
                .containsPattern(
                        "step [\\d,]+( of [\\d,]+)?: epoch \\d+ of 1000, loss \\d+\\.\\d\\d, [▁▂▃▄▅▆▇█]+, best precision@1 0\\.\\d{3}, "
                                + "[\\d,]+ images/s")
                .contains("Detached; the job keeps running.");
    }

    @Test
    void flinksDashboardShowsTheMetricsMoving() throws Exception {
        Optional<Chromium> started = Chromium.start();
        assumeTrue(started.isPresent(), "chromium and chromedriver are not on the PATH");
        try (Chromium browser = started.get()) {
            browser.open(
                    URI.create("http://" + cluster.jobManager() + "/#/job/running/" + job + "/overview"), 1700, 1100);
            awaitChanges(browser, "evaluate", 0, List.of("evaluatedStep", "precisionEma"));
            // Flink assigns the key of the model to the second subtask, which so is the first worker.
            awaitChanges(browser, "train", 1, List.of("emaLoss", "imagesPerSecond", "layer.conv.sparsity"));
            browser.screenshot(SCREENSHOT);
            assertThat(SCREENSHOT).isNotEmptyFile();
        }
    }

    /** Adds metrics of a vertex in its tab, waits until the value of each changes, and switches to curves. */
    private static void awaitChanges(Chromium browser, String vertex, int subtask, List<String> metrics)
            throws Exception {
        browser.click("flink-job-overview-list tr.clickable", vertex);
        browser.click("flink-job-overview-drawer [role=tab]", "Metrics");
        for (String metric : metrics) {
            String name = subtask + "." + vertex + ".convstream.model.tiny." + metric;
            browser.type("nz-select input", name);
            String chart = "[...document.querySelectorAll('flink-job-chart')].find(one => one.innerText.includes('%s'))"
                    .formatted(name);
            browser.await(chart);
            String mode =
                    "([...%s.querySelectorAll('button')].find(one => one.innerText.includes('%s')).click(), true)";
            browser.await(mode.formatted(chart, "Numeric"));
            String value = chart + ".querySelector('.numeric').textContent.trim().replace('-', '')";
            browser.await(value);
            Object first = browser.evaluate(value);
            browser.await(value + " !== '" + first + "'");
            browser.await(mode.formatted(chart, "Chart"));
        }
    }

    /** Checks that every metric exists with the labels of the query, and has the labels of its grouping and legend. */
    private static void assertFinds(String query, String legend) {
        Set<String> labels = new TreeSet<>();
        LEGEND_LABEL.matcher(legend).results().forEach(label -> labels.add(label.group(1)));
        Matcher grouping = GROUPING.matcher(query);
        if (grouping.find()) {
            List<String> groupingLabels = List.of(grouping.group(1).split(", "));
            assertThat(groupingLabels).describedAs(query).containsAll(labels);
            labels.retainAll(Set.of("job_name")); // the others are from one side of the query
        }
        List<Matcher> selectors = SELECTOR.matcher(query)
                .results()
                .map(found -> {
                    Matcher selector = SELECTOR.matcher(found.group());
                    assertThat(selector.matches()).isTrue();
                    return selector;
                })
                .toList();
        assertThat(selectors).describedAs(query).isNotEmpty();
        for (Matcher selector : selectors) {
            Map<String, String> expectedLabels = new HashMap<>();
            if (selector.group(2) != null) {
                MATCHER.matcher(selector.group(2))
                        .results()
                        .forEach(label -> expectedLabels.put(label.group(1), label.group(2)));
            }
            assertThat(Stream.concat(
                            exposition.of(selector.group(1), expectedLabels).stream(),
                            served.of(selector.group(1), expectedLabels).stream()))
                    .describedAs(query)
                    .isNotEmpty()
                    .allSatisfy(sample -> assertThat(sample.labels()).containsKeys(labels.toArray(String[]::new)));
        }
    }

    /** Returns the Prometheus names of the documented metrics. */
    private static Set<String> documented() {
        return names(rows());
    }

    private static Set<String> documentedOfServing() {
        return names(rows("docs/serving.md", SERVING_ROW));
    }

    private static Set<String> names(Stream<Matcher> rows) {
        return rows.filter(row -> row.group(1).startsWith("`"))
                .map(row -> PREFIX
                        + row.group(2)
                                .lines()
                                .flatMap(labels -> Stream.of(labels.split(", ")))
                                .filter(label -> !label.isEmpty())
                                .map(label -> label + "_")
                                .collect(Collectors.joining())
                        + row.group(1).replace("`", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<Matcher> rows() {
        return rows("docs/metrics.md", ROW);
    }

    private static Stream<Matcher> rows(String page, Pattern pattern) {
        try {
            return Files.readAllLines(Path.of(page)).stream()
                    .map(pattern::matcher)
                    .filter(Matcher::matches)
                    .filter(row -> !row.group(1).matches("metric|---"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
