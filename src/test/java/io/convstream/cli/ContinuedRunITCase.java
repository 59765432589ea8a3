package io.convstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.evaluate.Evaluation;
import io.convstream.event.Event;
import io.convstream.event.EventReader;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are continued after their end, with more epochs or steps. */
@Timeout(180)
class ContinuedRunITCase {

    private static final int RECORD = 1 + 3 * 32 * 32;
    /** No multiple of a batch size, so that the last batch of an epoch is incomplete. */
    private static final int IMAGES = 330;

    private static final int CLASSES = 10;

    @TempDir
    private Path folder;

    private final StringWriter printed = new StringWriter();
    private Path data;

    @BeforeEach
    void writeImages() throws IOException {
        data = Files.createDirectory(folder.resolve("data"));
        write("data_batch_1.bin", IMAGES);
        write("test_batch.bin", CLASSES);
    }

    private void write(String name, int images) throws IOException {
        byte[] bytes = new byte[images * RECORD];
        new Random(images).nextBytes(bytes);
        for (int i = 0; i < images; i++) {
            bytes[i * RECORD] = (byte) (i % CLASSES);
        }
        Files.write(data.resolve(name), bytes);
    }

    @Test
    void moreEpochsEqualARunThatHadThemFromTheStart() throws Exception {
        String[] models = {"--model=a=tiny;batch-size=32", "--model=b=tiny;batch-size=48;seed=3"};
        train("short", "--epochs=2", models[0], models[1]);
        resume("short", "--epochs=4");
        assertThat(printed.toString()).contains("The run now ends after 4 epochs (was 2 epochs).\n");
        train("long", "--epochs=4", models[0], models[1]);
        assertThat(last("short")).isEqualTo(last("long")).containsOnlyKeys("a", "b");
    }

    @Test
    void moreStepsEqualARunThatHadThemFromTheStartDespiteUnreadableImages() throws Exception {
        byte[] bytes = Files.readAllBytes(data.resolve("data_batch_1.bin"));
        for (int i = 0; i < IMAGES; i += 20) {
            bytes[i * RECORD] = (byte) 200; // no class
        }
        Files.write(data.resolve("data_batch_1.bin"), bytes);
        train("short", "--steps=7", "--network=tiny");
        resume("short", "--steps=19");
        train("long", "--steps=19", "--network=tiny");
        assertThat(last("short")).isEqualTo(last("long")).isNotEmpty();
    }

    @Test
    void aCompleteRunIsNotResumedWithoutALaterEnd() throws Exception {
        train("a", "--epochs=1", "--network=tiny");
        Map<String, String> before = last("a");
        for (String epochs : List.of("", "--epochs=1")) {
            assertThat(run(List.of("train", "--resume=" + folder.resolve("a"), epochs)))
                    .isNotZero();
            assertThat(printed.toString()).contains("is complete, after 1 epoch: to continue it, give more --epochs");
        }
        assertThat(last("a")).isEqualTo(before);
    }

    @Test
    void learningRatesThatDependOnTheEndArePlannedAnew() throws Exception {
        train("a", "--epochs=1", "--network=tiny", "--schedule=cosine");
        resume("a", "--epochs=2");
        assertThat(printed.toString()).contains("was 1 epoch). Its learning rates are planned anew for that end");
    }

    private void train(String name, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "--data=" + data,
                "--run=" + folder.resolve(name),
                "--batch-size=32",
                "--no-report",
                "--no-tensorboard",
                "--port=28300"));
        arguments.addAll(List.of(options));
        if (arguments.stream().noneMatch(option -> option.startsWith("--schedule"))) {
            arguments.add("--schedule=constant");
        }
        assertThat(run(arguments)).describedAs(printed.toString()).isZero();
    }

    private void resume(String name, String end) {
        assertThat(run(List.of("train", "--resume=" + folder.resolve(name), end, "--no-report", "--port=28300")))
                .describedAs(printed.toString())
                .isZero();
    }

    private int run(List<String> options) {
        String[] arguments =
                options.stream().filter(option -> !option.isEmpty()).toArray(String[]::new);
        var out = new PrintWriter(printed, true);
        return Convstream.commandLine(arguments).setOut(out).setErr(out).execute(arguments);
    }

    /** The step and the hash of each model's last evaluation. */
    private Map<String, String> last(String name) throws IOException {
        Map<String, String> last = new TreeMap<>();
        EventReader.read(StoragePath.of(folder.resolve(name).resolve("events.jsonl")), (Event event) -> {
            Evaluation evaluation = event.evaluation();
            if (evaluation != null) {
                last.put(evaluation.model(), evaluation.step() + " " + evaluation.parametersSha256());
            }
        });
        return last;
    }
}
