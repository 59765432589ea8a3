package io.convstream.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.event.Events;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConsoleTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Test
    void printsPlainLinesWithoutATerminal() {
        try (Console console = console(false)) {
            console.message("hello");
            console.step(Events.step(0, Events.START, 4.68));
            console.step(Events.step(1, Events.START, 4.6));
            console.evaluation(Events.evaluation());
        }
        assertThat(written().lines()).hasSize(3).noneMatch(line -> line.contains("\u001b"));
    }

    @Test
    void printsWholeLinesAboveTheBarWhileItIsRedrawn() throws InterruptedException {
        try (Console console = console(true)) {
            console.step(Events.step(0, Events.START, 4.68));
            var other = new Thread(() -> IntStream.range(0, 300).forEach(n -> console.message("other " + n)));
            other.start();
            for (int step = 1; step < 300; step++) {
                console.step(Events.step(step, Events.START, 4));
                console.message("mine " + step);
                Thread.sleep(3);
            }
            other.join();
            console.evaluation(Events.evaluation());
        }
        List<String> expected = Stream.concat(
                        IntStream.range(0, 300).mapToObj(n -> "other " + n),
                        IntStream.range(1, 300).mapToObj(n -> "mine " + n))
                .toList();
        List<String> visibleLines = visibleLines();
        assertThat(visibleLines).containsAll(expected).hasSize(expected.size() + 30 + 2);
        assertThat(visibleLines.get(visibleLines.size() - 2)).contains("precision @ 1 = 0.860");
        assertThat(visibleLines.get(visibleLines.size() - 1))
                .describedAs("the bar as it stays: it knows the last evaluation")
                .startsWith("step  30% [===")
                .contains("epoch 2 of 20", "images/s");
    }

    /** Returns what a terminal finally shows: of each line, the text after it was last cleared. */
    private List<String> visibleLines() {
        return written()
                .lines()
                .map(line -> line.substring(line.lastIndexOf('\u001b') < 0 ? 0 : line.lastIndexOf('\u001b') + 4))
                .toList();
    }

    private String written() {
        // The bar's carriage returns are not line ends.
        return bytes.toString(UTF_8).replace("\r\n", "\n").replace("\r", "");
    }

    private Console console(boolean terminal) {
        return new Console(
                new PrintStream(bytes, true, UTF_8), terminal, new EventFormatter(10, false, ZoneOffset.UTC), 1000, 20);
    }
}
