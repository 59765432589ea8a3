package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The report of a real small run, as it is written and as a browser shows it. */
class ReportITCase {

    /** A name that would be markup if anyone took it for markup. */
    private static final String NAME = "two <img src=x onerror=console.error(1)> & more";

    private static final Path SCREENSHOTS = Path.of("target", "report-screenshots");

    @TempDir
    private static Path folder;

    private static Path run;
    private static Optional<Chromium> chromium = Optional.empty();

    @BeforeAll
    static void trainTwoModels() throws Exception {
        run = folder.resolve(NAME);
        RunProcess process = RunProcess.start(
                folder.resolve("two.log"),
                List.of(
                        "train",
                        "--data=shapes",
                        "--steps=300",
                        "--batch-size=64",
                        "--towers=2",
                        "--checkpoint-interval=500ms",
                        "--log-every=100",
                        "--model=first=tiny",
                        "--model=second=tiny;seed=9;learning-rate=0.01",
                        "--run=" + run));
        assertThat(process.await()).describedAs(process.output()).isZero();
        assertThat(process.output()).contains("Report:  " + run.resolve("report.html"));
        chromium = Chromium.start();
    }

    @AfterAll
    static void closeTheBrowser() {
        chromium.ifPresent(Chromium::close);
    }

    @Test
    void theReportContainsTheRun() throws Exception {
        JsonNode data = data(run.resolve("report.html"));
        JsonNode reported = data.at("/runs/0");
        assertThat(reported.get("name").asText()).isEqualTo(NAME);
        assertThat(reported.get("notes")).isEmpty();
        assertThat(reported.get("samples")).hasSize(24);
        JsonNode model = reported.at("/models/0");
        assertThat(model.get("name").asText()).isEqualTo("first");
        assertThat(model.get("notes")).isEmpty();
        assertThat(model.at("/curve/step")).hasSize(300);
        assertThat(model.at("/confusion/classes")).hasSize(10);
        assertThat(model.at("/filters/image").asText()).startsWith("data:image/png;base64,");
        assertThat(model.get("misclassified"))
                .isNotEmpty()
                .allSatisfy(image -> assertThat(image.get("truth")).isNotEqualTo(image.get("predicted")));
        JsonNode last = lastEvaluation("first");
        assertThat(model.get("properties").toString())
                .contains(last.get("parametersSha256").asText());
        assertThat(model.at("/summary/bestPrecision").asDouble())
                .isGreaterThanOrEqualTo(last.at("/ema/precision").asDouble());
    }

    @ParameterizedTest
    @CsvSource({"375, light", "375, dark", "1280, light", "1280, dark"})
    void aBrowserShowsItWithoutErrorsAndWithoutScrollingSideways(int width, String colors) throws Exception {
        assumeTrue(chromium.isPresent(), "no chromium with chromedriver on the PATH");
        Chromium browser = chromium.get();
        browser.open(run.resolve("report.html"), width, colors);
        browser.screenshot(SCREENSHOTS.resolve(width + "-" + colors + ".png"));
        assertThat(browser.evaluate("document.documentElement.scrollWidth")).isEqualTo((long) width);
        assertThat(browser.evaluate("document.querySelectorAll('.chart canvas').length"))
                .isEqualTo(4L);
        assertThat(browser.text()).contains(NAME, "Confusion matrix", "Most confident mistakes", "SHA-256");

        browser.click("input[value=minutes]");
        assertThat(browser.text()).contains("minutes of training");
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void severalRunsShareAPageAndARunWithoutAModelIsNoFailure() throws Exception {
        Path empty = folder.resolve("empty");
        Files.createDirectories(empty.resolve("events"));
        Path page = folder.resolve("both.html");
        Path chart = folder.resolve("both.svg");
        RunProcess process = report("both.log", run.toString(), empty.toString(), "--out=" + page, "--chart=" + chart);
        assertThat(process.await()).describedAs(process.output()).isZero();
        JsonNode data = data(page);
        assertThat(data.at("/runs/0/models")).hasSize(2);
        assertThat(data.at("/runs/1/models")).isEmpty();
        assertThat(data.at("/runs/1/notes").toString()).contains("No model yet");
        assertThat(Files.readString(chart)).contains("<svg", "</svg>");
    }

    @Test
    void aFolderWithoutARunIsRefusedInOneSentence() throws Exception {
        RunProcess process = report("refused.log", folder.resolve("nowhere").toString());
        assertThat(process.await()).isEqualTo(2);
        assertThat(process.output()).contains("nowhere is not a run folder").doesNotContain("\tat ");

        RunProcess several = report("several.log", run.toString(), folder.toString());
        assertThat(several.await()).isEqualTo(2);
        assertThat(several.output()).contains("--out FILE");
    }

    private static RunProcess report(String log, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("report"));
        all.addAll(List.of(arguments));
        return RunProcess.start(folder.resolve(log), all);
    }

    private static JsonNode data(Path page) throws Exception {
        String html = Files.readString(page);
        String start = "id=\"data\">";
        int from = html.indexOf(start) + start.length();
        return new ObjectMapper().readTree(html.substring(from, html.indexOf("</script>", from)));
    }

    private static JsonNode lastEvaluation(String model) throws Exception {
        return RunProcess.events(run, "evaluation").stream()
                .filter(evaluation -> evaluation.get("model").asText().equals(model))
                .reduce((first, second) -> second)
                .orElseThrow();
    }
}
