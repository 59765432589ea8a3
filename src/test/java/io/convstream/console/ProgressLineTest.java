package io.convstream.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.console.ProgressLine.Piece;
import java.util.ArrayList;
import java.util.List;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stays of a line of progress on terminals of different widths. */
final class ProgressLineTest {

    private static final List<Piece> FIGURES = List.of(
            new Piece(4, "epoch 4 of 20"),
            new Piece(7, "loss 0.57"),
            new Piece(2, "▇▅▄▄▂▁"),
            new Piece(3, "precision@1 0.815"),
            new Piece(6, "2,140 images/s"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                " 60 | loss 0.57, 2,140 images/s",
                " 80 | epoch 4 of 20, loss 0.57, 2,140 images/s",
                "100 | epoch 4 of 20, loss 0.57, ▇▅▄▄▂▁, precision@1 0.815, 2,140 images/s",
                "160 | 3,907/7,814, epoch 4 of 20, loss 0.57, ▇▅▄▄▂▁, precision@1 0.815, 2,140 images/s",
            })
    void the_bar_and_the_important_figures_stay_and_nothing_is_cut(int width, String figures) {
        String line = line(width, 7_814, 3_907);
        assertThat(line).hasSizeLessThanOrEqualTo(width).startsWith("step  50% [=====");
        assertThat(line.substring(line.indexOf(']'))).isEqualTo("] " + figures);
        assertThat(line.indexOf(']') - line.indexOf('[')).isGreaterThan(10);
    }

    @Test
    void without_an_end_there_is_no_bar() {
        assertThat(line(90, 0, 3_907))
                .isEqualTo("step 3,907, epoch 4 of 20, loss 0.57, ▇▅▄▄▂▁, precision@1 0.815, 2,140 images/s");
    }

    @Test
    void without_an_end_it_counts_on_a_narrow_terminal_too() {
        assertThat(line(50, 0, 3_907)).isEqualTo("step 3,907, loss 0.57, 2,140 images/s");
    }

    @Test
    void a_very_narrow_terminal_gets_what_fits() {
        assertThat(line(12, 100, 50)).hasSizeLessThanOrEqualTo(12).startsWith("step  50% [");
    }

    private static String line(int width, long max, long done) {
        List<String> drawn = new ArrayList<>();
        ProgressLine line = new ProgressLine("step", "");
        line.show(FIGURES);
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
