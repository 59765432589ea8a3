package io.convstream.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.convstream.run.SettingChange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The HTML of the page. */
final class ReportPageTest {

    private static final String EVIL = "</script><script>alert(1)</script><!-- & \" ' \\ {{report.css}}";

    @Test
    void textOfARunCannotEndTheData() throws Exception {
        String json = ReportPage.json(Map.of("name", EVIL));
        assertThat(json).doesNotContain("<");
        assertThat(new ObjectMapper().readTree(json).get("name").asText()).isEqualTo(EVIL);
    }

    @Test
    void thePageIsSelfContained() throws Exception {
        String page = ReportPage.html(List.of(run(EVIL)), Steps.START);
        assertThat(page)
                .contains("uPlot", "Permission is hereby granted", "prefers-color-scheme", "\\u003c/script>")
                .doesNotContain("alert(1)</script>", "<script src", "stylesheet\"", "{{data}}", "{{charts.js}}");
    }

    @Test
    void theNotesNameWhatANewRunLacks() {
        ModelReport model = ModelReport.of(
                "model", new ModelHistory(), List.of(), List.of(), Optional.empty(), List.of(), List.of());
        assertThat(model.notes()).hasSize(3).allSatisfy(note -> assertThat(note).contains("yet"));
        assertThat(model.confusion()).isNull();
        assertThat(model.summary().bestPrecision()).isNull();
    }

    @Test
    void aSettingThatWasChangedOnResumeIsMarkedAtItsStep() {
        var history = new ModelHistory();
        Steps.consecutive(20).forEach(history::add);
        var change = new SettingChange("model", 10, "learning rate", "0.1", "0.01");
        ModelReport model =
                ModelReport.of("model", history, List.of(change), List.of(), Optional.empty(), List.of(), List.of());
        assertThat(model.changes().settings()).containsExactly(change);
        assertThat(model.changes().step()).containsExactly(10);
        assertThat(model.changes().minutes())
                .containsExactly((float) history.clock().afterSteps(10).minutes());
    }

    private static RunReport run(String name) {
        return new RunReport(name, List.of(), List.of(), List.of(), List.of(), List.of(name));
    }
}
