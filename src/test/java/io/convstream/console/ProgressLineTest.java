package io.convstream.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.console.ProgressLine.Segment;
import java.util.ArrayList;
import java.util.List;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fitting the line to the width of the terminal. */
final class ProgressLineTest {

    private static final List<Segment> SEGMENTS = List.of(
            new Segment(4, "epoch 4 of 20"),
            new Segment(7, "loss 0.57"),
            new Segment(2, "▇▅▄▄▂▁"),
            new Segment(3, "precision@1 0.815"),
            new Segment(6, "2,140 images/s"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                " 60 | loss 0.57, 2,140 images/s",
                " 80 | epoch 4 of 20, loss 0.57, 2,140 images/s",
                "100 | epoch 4 of 20, loss 0.57, ▇▅▄▄▂▁, precision@1 0.815, 2,140 images/s",
                "160 | 3,907/7,814, epoch 4 of 20, loss 0.57, ▇▅▄▄▂▁, precision@1 0.815, 2,140 images/s",
            })
    void theBarAndImportantSegmentsAreKeptAndNeverTruncated(int width, String segments) {
        String line = line(width, 7_814, 3_907);
        assertThat(line).hasSizeLessThanOrEqualTo(width).startsWith("step  50% [=====");
        assertThat(line.substring(line.indexOf(']'))).isEqualTo("] " + segments);
        assertThat(line.indexOf(']') - line.indexOf('[')).isGreaterThan(10);
    }

    @Test
    void withoutAMaximumThereIsNoBar() {
        assertThat(line(90, 0, 3_907))
                .isEqualTo("step 3,907, epoch 4 of 20, loss 0.57, ▇▅▄▄▂▁, precision@1 0.815, 2,140 images/s");
    }

    @Test
    void withoutAMaximumANarrowTerminalShowsTheCount() {
        assertThat(line(50, 0, 3_907)).isEqualTo("step 3,907, loss 0.57, 2,140 images/s");
    }

    @Test
    void aVeryNarrowTerminalShowsWhatFits() {
        assertThat(line(12, 100, 50)).hasSizeLessThanOrEqualTo(12).startsWith("step  50% [");
    }

    private static String line(int width, long max, long done) {
        List<String> drawn = new ArrayList<>();
        ProgressLine line = new ProgressLine("step", "");
        line.setSegments(SEGMENTS);
        try (ProgressBar bar = line.bar(max, done, new ProgressBarConsumer() {
            @Override
            public int getMaxRenderedLength() {
                return width;
            }

            @Override
            public void accept(String text) {
                drawn.add(text);
            }

            @Override
            public void close() {}
        })) {
            bar.refresh();
        }
        return drawn.get(drawn.size() - 1);
    }
}
