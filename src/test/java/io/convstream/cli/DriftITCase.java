package io.convstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.change.ChangeEvent;
import io.convstream.event.Event;
import io.convstream.event.EventFiles;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs on generated shapes, which are dark from epoch 10 on. */
@Timeout(300)
final class DriftITCase {

    /** The first step at night: ten epochs of 20,000 images in batches of 128. */
    private static final int NIGHT = 1_562;

    @TempDir
    private Path folder;

    private SmallRuns runs;

    @BeforeEach
    void createRuns() throws IOException {
        runs = new SmallRuns(folder, 10);
    }

    @Test
    void aRunStopsWithASavepointWhenItsWorldChanges() throws IOException {
        train("stopped", "--on-drift=stop");
        assertThat(runs.printed())
                .contains("Drift is detected: stopping with a savepoint (--on-drift stop).\n", "Savepoint: file:")
                .contains(
                        "The job was stopped with a savepoint.\nTo resume from the last checkpoint: convstream train ")
                .doesNotContain("Done: ");
        List<ChangeEvent> changes = new ArrayList<>();
        EventFiles.read(StoragePath.of(runs.run("stopped").resolve("events")), (Event event) -> {
            if (event.change() != null) {
                changes.add(event.change());
            }
        });
        assertThat(changes).hasSize(1);
        assertThat(changes.get(0).step()).isBetween((long) NIGHT, NIGHT + 40L);
        try (Stream<Path> savepoints = Files.list(runs.run("stopped").resolve("savepoints"))) {
            assertThat(savepoints).hasSize(1);
        }
    }

    @Tag("soak")
    @Test
    void theResumedRunEndsLikeOneThatDidNotStop() throws IOException {
        train("long", "--on-drift=report");
        train("stopped", "--on-drift=stop");
        runs.resume("stopped");
        assertThat(runs.printed()).contains("Resumed model tiny at step ");
        assertThat(runs.last("stopped")).isEqualTo(runs.last("long")).isNotEmpty();
    }

    private void train(String name, String reaction) {
        List<String> arguments = new ArrayList<>(List.of("train", "--data=shapes-drift", "--network=tiny"));
        arguments.addAll(List.of(
                "--image-size=16",
                "--crop-size=12",
                "--epochs=11",
                "--schedule=constant",
                "--checkpoint-interval=5min",
                "--no-report",
                "--no-tensorboard",
                "--port=28300",
                "--log-every=500",
                "--run=" + runs.run(name),
                reaction));
        assertThat(runs.execute(arguments.toArray(String[]::new)))
                .describedAs(runs.printed())
                .isZero();
    }
}
