package io.convstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.evaluate.Evaluation;
import io.convstream.event.Event;
import io.convstream.event.EventFiles;
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
import java.util.concurrent.atomic.AtomicLong;

/** Runs on a few random images, in this process, and what is left of them. */
final class SmallRuns {

    static final int RECORD = 1 + 3 * 32 * 32;
    private static final int CLASSES = 10;

    private final Path folder;
    private final Path data;
    private final StringWriter printed = new StringWriter();

    SmallRuns(Path folder, int images) throws IOException {
        this.folder = folder;
        this.data = Files.createDirectory(folder.resolve("data"));
        write("data_batch_1.bin", images);
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

    /** Makes every 20th training image unreadable: its label is no class. */
    void corruptLabels() throws IOException {
        Path file = data.resolve("data_batch_1.bin");
        byte[] bytes = Files.readAllBytes(file);
        for (int at = 0; at < bytes.length; at += 20 * RECORD) {
            bytes[at] = (byte) 200;
        }
        Files.write(file, bytes);
    }

    Path data() {
        return data;
    }

    Path run(String name) {
        return folder.resolve(name);
    }

    /** Everything that was printed. */
    String printed() {
        return printed.toString();
    }

    /** Trains to the end, with a constant learning rate unless the options have a schedule. */
    void train(String name, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "--data=" + data,
                "--run=" + run(name),
                "--batch-size=32",
                "--no-report",
                "--no-tensorboard",
                "--port=28300"));
        arguments.addAll(List.of(options));
        if (arguments.stream().noneMatch(option -> option.startsWith("--schedule"))) {
            arguments.add("--schedule=constant");
        }
        succeed(arguments);
    }

    /** Sends the training images to a topic, which has one partition if it is new. */
    void feed(String topic) {
        succeed(List.of("feed", "--data=" + data, "--to=" + topic, "--create=1"));
    }

    /** Continues a run. */
    void resume(String name, String... options) {
        fork(name, name, options);
    }

    /** Continues a run in another folder; options that are not given are those of the run. */
    void fork(String name, String fork, String... options) {
        List<String> arguments = new ArrayList<>(
                List.of("train", "--resume=" + run(name), "--run=" + run(fork), "--no-report", "--port=28300"));
        arguments.addAll(List.of(options));
        succeed(arguments);
    }

    private void succeed(List<String> arguments) {
        assertThat(execute(arguments.toArray(String[]::new)))
                .describedAs(printed.toString())
                .isZero();
    }

    int execute(String... arguments) {
        var out = new PrintWriter(printed, true);
        return Convstream.commandLine(arguments).setOut(out).setErr(out).execute(arguments);
    }

    /** The number of images that the only model has trained. */
    long images(String name) throws IOException {
        return evaluations(name).stream().mapToLong(Evaluation::images).max().orElseThrow();
    }

    /** The number of steps that a run has done. */
    long steps(String name) throws IOException {
        AtomicLong steps = new AtomicLong();
        EventFiles.read(StoragePath.of(run(name).resolve("events")), (Event event) -> {
            if (event.step() != null) {
                steps.set(event.step().step() + 1);
            }
        });
        return steps.get();
    }

    private List<Evaluation> evaluations(String name) throws IOException {
        List<Evaluation> evaluations = new ArrayList<>();
        EventFiles.read(StoragePath.of(run(name).resolve("events")), (Event event) -> {
            if (event.evaluation() != null) {
                evaluations.add(event.evaluation());
            }
        });
        return evaluations;
    }

    /** The step and the hash of each model's last evaluation. */
    Map<String, String> last(String name) throws IOException {
        Map<String, String> last = new TreeMap<>();
        for (Evaluation evaluation : evaluations(name)) {
            last.put(evaluation.model(), evaluation.step() + " " + evaluation.parametersSha256());
        }
        return last;
    }
}
