package io.convstream.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.evaluate.Evaluation;
import io.convstream.evaluate.Score;
import io.convstream.event.JsonLines;
import io.convstream.snapshot.EvaluationTrigger;
import io.convstream.storage.StoragePath;
import io.convstream.train.TrainStep;
import java.io.BufferedWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports of a run of months in a process with little memory. */
final class LongRunTest {

    private static final int STEPS = 20_000_000;
    private static final int STEPS_PER_EVALUATION = 200;
    private static final int LINES = 100_000;

    @TempDir
    private Path folder;

    /** Runs in a process of its own, with a small heap. */
    static final class Reading {

        public static void main(String[] arguments) throws Exception {
            var history = new ModelHistory();
            for (int number = 0; number < STEPS; number++) {
                history.add(Steps.step(number, (number + 1L) * 500, number == STEPS / 3 ? 99 : 1));
                if (number % STEPS_PER_EVALUATION == 0) {
                    history.add(evaluation(number));
                }
            }
            print(history);
            ModelHistory.read(StoragePath.of(Path.of(arguments[0]))).values().forEach(Reading::print);
        }

        private static void print(ModelHistory history) {
            ModelReport report =
                    ModelReport.of("model", history, List.of(), List.of(), Optional.empty(), List.of(), List.of());
            float highest = 0;
            for (float loss : report.curve().loss()) {
                highest = Math.max(highest, loss);
            }
            System.out.printf(
                    "%d steps, %d points, highest loss %.0f, %.1f minutes%n",
                    report.summary().steps(),
                    report.curve().step().length,
                    highest,
                    report.summary().minutes());
        }
    }

    @Test
    void twentyMillionStepsMakeAReportIn64MB() throws Exception {
        Path events = Files.createDirectory(folder.resolve("events"));
        write(events.resolve("part-00000001-0000000000-0000000000.jsonl"));
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Reading.class.getName(),
                        events.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(Duration.ofMinutes(5).toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(Files.readAllLines(log))
                .containsExactly(
                        "20000000 steps, 1222 points, highest loss 99, 166666.7 minutes",
                        "100000 steps, 782 points, highest loss 1, 833.3 minutes");
    }

    private static void write(Path events) throws Exception {
        try (BufferedWriter out = Files.newBufferedWriter(events, StandardCharsets.UTF_8)) {
            for (int number = 0; number < LINES; number++) {
                TrainStep step = Steps.step(number, (number + 1L) * 500, 1);
                out.append(JsonLines.line(step)).append('\n');
            }
        }
    }

    private static Evaluation evaluation(int step) {
        var score = new Score(0.5, 1, 100, new double[10], new int[100]);
        return new Evaluation(
                "model", EvaluationTrigger.CHECKPOINT, step, step, 0, 128L * step, Steps.START, score, score, "", 1, 0);
    }
}
