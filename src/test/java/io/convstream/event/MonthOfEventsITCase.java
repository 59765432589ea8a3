package io.convstream.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.cli.Convstream;
import io.convstream.evaluate.Evaluation;
import io.convstream.evaluate.Score;
import io.convstream.snapshot.EvaluationTrigger;
import io.convstream.train.TrainStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The events of 30 days with a checkpoint every 30 s, through the writer, its state, the committer and compaction; three
 * attempts, each of which repeats some steps. Prints the figures of docs/operations.md.
 */
@Tag("soak")
final class MonthOfEventsITCase {

    private static final int CHECKPOINTS = Integer.getInteger("soak.checkpoints", 86_400);
    private static final int STEPS = Integer.getInteger("soak.steps", 60);
    private static final int ATTEMPTS = 3;
    /** The checkpoints between the one that an attempt resumes from and the last one before. */
    private static final int REPEATED = 5;

    private static final String HEAP = "-Xmx256m";
    private static final int CLASSES = 10;

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(7);
    private int mostFiles;
    private long longestCommit;

    @Test
    void aMonthLeavesAFewFilesAndIsReportedInABoundedHeap() throws Exception {
        var events = new EventParts(folder.resolve("run/events"));
        long start = System.nanoTime();
        long checkpoint = 0;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            checkpoint = Math.max(0, checkpoint - REPEATED);
            checkpoint = write(events, attempt, checkpoint, (long) CHECKPOINTS * attempt / ATTEMPTS);
        }
        double writing = seconds(start);
        List<String> files = events.files();
        long bytes = 0;
        for (String file : files) {
            bytes += Files.size(events.folder().resolve(file));
        }
        start = System.nanoTime();
        String output = report();
        System.out.printf(
                "%,d checkpoints of %d steps: %,d files, at most %,d; %,d MB; written in %.0f s, longest commit %,d ms; "
                        + "report at %s in %.0f s%n",
                CHECKPOINTS, STEPS, files.size(), mostFiles, bytes >> 20, writing, longestCommit, HEAP, seconds(start));
        assertThat(output).contains("Report: ");
        assertThat(mostFiles).isLessThan(ATTEMPTS * 4 * Parts.FANOUT);
        long[] next = {0};
        EventFiles.read(events.path(), event -> {
            TrainStep step = event.step();
            if (step != null) {
                assertThat(step.step()).isEqualTo(next[0]++);
            }
        });
        assertThat(next[0]).isEqualTo((long) CHECKPOINTS * STEPS);
    }

    private long write(EventParts events, int attempt, long from, long end) throws IOException {
        var serializer = new Lines.Serializer();
        try (var writer = new LineWriter<Event>(events.path(), EventParts.RUN, attempt, from);
                var committer = events.committer(attempt)) {
            for (long checkpoint = from; checkpoint < end; checkpoint++) {
                for (long step = checkpoint * STEPS; step < (checkpoint + 1) * STEPS; step++) {
                    writer.write(Event.of(step(step)), new EventParts.NoTime());
                }
                writer.write(Event.of(evaluation((checkpoint + 1) * STEPS)), new EventParts.NoTime());
                for (Lines lines : writer.prepareCommit()) {
                    byte[] state = serializer.serialize(lines);
                    long start = System.nanoTime();
                    events.commit(committer, serializer.deserialize(serializer.getVersion(), state));
                    longestCommit = Math.max(longestCommit, Math.round(1e3 * seconds(start)));
                }
                if (checkpoint % 1_000 == 999) {
                    mostFiles = Math.max(mostFiles, events.files().size());
                }
            }
        }
        return end;
    }

    private TrainStep step(long step) {
        double loss = 1 + random.nextDouble();
        return new TrainStep(
                "tutorial",
                step,
                (int) (step / 390),
                (step + 1) * 128,
                128,
                time(step),
                random.nextDouble(),
                loss,
                loss - 0.1,
                0.1 * random.nextDouble(),
                loss + 0.01,
                loss + 0.02,
                0.1 * random.nextDouble(),
                random.nextDouble(),
                random.nextInt(128) / 128.0,
                500 + random.nextDouble());
    }

    private Evaluation evaluation(long step) {
        int[] confusion = new int[CLASSES * CLASSES];
        double[] recall = new double[CLASSES];
        for (int cell = 0; cell < confusion.length; cell++) {
            confusion[cell] = random.nextInt(1_000);
            recall[cell % CLASSES] = random.nextDouble();
        }
        var score = new Score(random.nextDouble(), random.nextDouble(), 10_000, recall, confusion);
        return new Evaluation(
                "tutorial",
                EvaluationTrigger.CHECKPOINT,
                step / STEPS,
                step,
                0,
                128 * step,
                time(step),
                score,
                score,
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                1.5,
                0);
    }

    private static Instant time(long step) {
        return Events.START.plusMillis(step * 30_000 / STEPS);
    }

    private String report() throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-XX:+UseSerialGC",
                        "--add-opens=java.base/java.util=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Convstream.class.getName(),
                        "report",
                        folder.resolve("run").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int code = process.waitFor();
        String output = Files.readString(log);
        assertThat(code).describedAs(output).isZero();
        return output;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
