package io.convstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.KafkaBroker;
import io.convstream.failure.UsageException;
import io.convstream.run.RunDescription;
import io.convstream.run.SettingChange;
import io.convstream.run.StartOptions.JobPlace;
import io.convstream.storage.StoragePath;
import io.convstream.train.Setting;
import io.convstream.train.Setting.OnChange;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each setting of a fingerprint gets another value on resume; what happens is in the table of docs/runs.md. */
@Timeout(180)
class ResumedSettingsITCase {

    private static final int IMAGES = 330;
    private static final int STEPS = 12;
    private static final String FILES = "files";
    /** A run on an unbounded topic that has gained a partition since. */
    private static final String GROWN = "grown";
    /** A run on a bounded topic that has gained messages since. */
    private static final String BOUNDED = "bounded";

    @TempDir
    private static Path folder;

    private static KafkaBroker broker;
    private static SmallRuns runs;
    private static Path otherImages;

    /**
     * Another value of a setting.
     *
     * @param run the run to resume
     * @param option gives the other value; null: the recorded value is changed; blank: the topic has changed
     * @param was part of the recorded value
     * @param is part of the other value; in a recorded value, it is replaced by {@code was}
     */
    private record Case(String run, @Nullable String option, String was, String is) {

        static Case option(String option, String was, String is) {
            return new Case(FILES, option, was, is);
        }

        static Case recorded(String was, String is) {
            return new Case(FILES, null, was, is);
        }
    }

    /** A setting without a case does not compile. */
    private static Case change(Setting setting) {
        return switch (setting) {
            case DATA -> Case.option("--data=" + otherImages, "330 images, sha256:", "330 images, sha256:");
            case CLASSES -> Case.recorded("airplanX", "airplane");
            case IMAGE_SIZE -> Case.option("--image-size=40", "28x28x3", "40x40x3");
            case SEED -> Case.option("--seed=2", "1", "2");
            case NETWORK -> Case.option("--network=cifar10", "3→8", "3→64");
            case HORIZON -> Case.option("--steps=20", "12 steps", "20 steps");
            case BATCH_SIZE -> Case.option("--batch-size=16", "32", "16");
            case OPTIMIZER -> Case.option("--updater=adam", "nesterovs", "adam");
            case LEARNING_RATE -> Case.option("--learning-rate=0.5", "0.02", "0.5");
            case SCHEDULE -> Case.option("--schedule=step", "constant", "step every ");
            case REACTION -> Case.option("--on-drift=learning-rate=2,steps=9", "none", "learning rate times 2.0 for 9");
            case REGULARIZATION -> Case.option("--l2=0.25", "L2 as configured", "L2 0.25");
            case EVALUATION -> Case.option("--evaluate-data=" + otherImages, "10 test images", "10 test images");
            case AUGMENTATION -> Case.option("--augment=none", "light", "none");
            case SKIPPED_RECORDS -> Case.option("--skip-records=5-6", "none", "5-6");
            case TOWERS -> Case.option("--towers=1", "2", "1");
            case RANGE -> new Case(BOUNDED, "--bounded=latest", "0: 0-330", "0: 0-660");
            case PARTITIONS -> new Case(GROWN, "", "1", "2");
            case ENGINE -> Case.recorded("compileX", "compiled");
            case DECODER -> Case.recorded("ImageIX of ", "ImageIO of ");
            case INSTRUCTION_SET -> Case.recorded("library foX", "library for");
            case ND4J -> Case.recorded("1.0.0-M9.9", "1.0.0-M2.1");
            case SINKS -> Case.option("--no-tensorboard", "dead letter files, TensorBoard", "dead letter files");
        };
    }

    @BeforeAll
    static void train() throws Exception {
        broker = KafkaBroker.start(folder);
        runs = new SmallRuns(folder, IMAGES);
        otherImages = folder.resolve("other");
        copy(runs.data(), otherImages);
        for (Path file : files(otherImages)) {
            byte[] images = Files.readAllBytes(file);
            for (int image = 0; image < images.length; image += SmallRuns.RECORD) {
                images[image + 1]++;
            }
            Files.write(file, images);
        }
        runs.feed(broker.address(GROWN));
        runs.feed(broker.address(GROWN));
        runs.feed(broker.address(BOUNDED));
        for (String run : List.of(FILES, GROWN, BOUNDED)) {
            List<String> arguments = new ArrayList<>(List.of("train", "--run=" + folder.resolve(run), "--port=28300"));
            arguments.addAll(options(run));
            assertThat(runs.execute(arguments.toArray(String[]::new)))
                    .describedAs(runs.printed())
                    .isZero();
        }
        broker.grow(GROWN, 2);
        runs.feed(broker.address(BOUNDED));
    }

    @AfterAll
    static void stopBroker() throws Exception {
        broker.close();
    }

    /** The options of a run but for its folder. */
    private static List<String> options(String run) {
        List<String> options = new ArrayList<>(List.of(
                "--data=" + runs.data(),
                "--network=tiny",
                "--batch-size=32",
                "--towers=2",
                "--steps=" + STEPS,
                "--schedule=constant"));
        if (!run.equals(FILES)) {
            options.addAll(List.of("--source=" + broker.address(run), "--shuffle-buffer=50"));
        }
        if (run.equals(BOUNDED)) {
            options.add("--bounded=latest");
        }
        return options;
    }

    /** The options of a run with one replaced. */
    private static List<String> options(Case change) {
        List<String> options = options(change.run());
        String other = change.option();
        if (other != null && !other.isEmpty()) {
            String name = other.replaceFirst("=.*", "");
            options.removeIf(option -> option.startsWith(name + "="));
            options.add(other);
        }
        return options;
    }

    @ParameterizedTest
    @EnumSource
    void ofARunThatARunJsonDescribes(Setting setting, @TempDir Path resumed) throws Exception {
        Case change = change(setting);
        Path description = resumed.resolve("run.json");
        Files.copy(folder.resolve(change.run()).resolve("run.json"), description);
        Path unreadable = Files.createDirectories(resumed.resolve("checkpoints/job/chk-1"));
        Files.writeString(unreadable.resolve("_metadata"), "x");
        if (change.option() == null) {
            replace(description, change);
        }
        String before = Files.readString(description);
        List<String> arguments = new ArrayList<>(List.of("train", "--resume=" + resumed));
        Optional.ofNullable(change.option())
                .filter(Predicate.not(String::isEmpty))
                .ifPresent(arguments::add);
        check(setting, change, 0, description, arguments);
        if (setting.onChange() == OnChange.REFUSED) {
            assertThat(description).hasContent(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofASavepointAlone(Setting setting, @TempDir Path resumed) throws Exception {
        Case change = change(setting);
        Path savepoint = resumed.resolve("savepoints/s");
        copy(lastCheckpoint(change.run()), savepoint);
        if (change.option() == null) {
            for (Path file : files(savepoint)) {
                replace(file, change);
            }
        }
        Path run = resumed.resolve("run");
        List<String> arguments = new ArrayList<>(List.of("train", "--resume=" + savepoint, "--run=" + run));
        arguments.addAll(options(change));
        check(setting, change, STEPS, run.resolve("run.json"), arguments);
    }

    /** Known only where the model is trained. */
    @Test
    void theJobPrintsWhatDiffersOnItsMachine(@TempDir Path resumed) throws Exception {
        Path savepoint = resumed.resolve("savepoints/s");
        copy(lastCheckpoint(FILES), savepoint);
        List<Setting> settings = Stream.of(Setting.values())
                .filter(setting -> setting.onChange() == OnChange.PRINTED_BY_JOB)
                .toList();
        for (Setting setting : settings) {
            for (Path file : files(savepoint)) {
                replace(file, change(setting));
            }
        }
        List<String> arguments = new ArrayList<>(
                List.of("train", "--resume=" + savepoint, "--run=" + resumed.resolve("run"), "--port=28300"));
        arguments.addAll(options(change(Setting.HORIZON)));
        assertThat(runs.execute(arguments.toArray(String[]::new)))
                .describedAs(runs.printed())
                .isZero();
        String line = runs.printed()
                .lines()
                .filter(printed -> printed.startsWith("Resumed model tiny at step 12"))
                .collect(Collectors.joining());
        assertThat(settings)
                .allSatisfy(setting -> assertThat(line)
                        .contains("bits differ from here on: ")
                        .contains(setting.noun() + " ")
                        .contains(change(setting).was()));
    }

    private static void check(Setting setting, Case change, long step, Path description, List<String> arguments)
            throws IOException {
        var out = new StringWriter();
        if (setting.onChange() == OnChange.REFUSED) {
            assertThatThrownBy(() -> open(arguments, out))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining(change.was())
                    .hasMessageContaining(change.is())
                    .hasMessageContaining("resume");
            return;
        }
        open(arguments, out);
        List<SettingChange> changes =
                RunDescription.read(StoragePath.of(description)).changes();
        String printed =
                out.toString().lines().filter(ResumedSettingsITCase::isChange).collect(Collectors.joining());
        if (setting.onChange() == OnChange.ACCEPTED || setting.onChange() == OnChange.PRINTED_BY_JOB) {
            assertThat(changes).isEmpty();
            assertThat(printed).isEmpty();
            return;
        }
        assertThat(changes).singleElement().satisfies(only -> {
            assertThat(only.setting()).isEqualTo(setting.noun());
            assertThat(only.step()).isEqualTo(step);
            assertThat(only.was()).contains(change.was());
            assertThat(only.is()).contains(change.is());
        });
        SettingChange only = changes.get(0);
        assertThat(printed)
                .isEqualTo(
                        switch (setting.onChange()) {
                            case PLANNED -> "The run now ends after " + only.is() + " (was " + only.was() + ").";
                            case RECORDED ->
                                "From step " + step + " on: " + only
                                        + ", so that the training differs from the unchanged run's.";
                            default ->
                                "From step " + step + " on: " + only
                                        + "; training continues, but the bits of the parameters differ from the unchanged run's.";
                        });
    }

    private static boolean isChange(String line) {
        return line.startsWith("From step ") || line.startsWith("The run now ends");
    }

    /** Does what {@code train} does before it starts Flink. */
    private static void open(List<String> arguments, StringWriter out) throws IOException {
        String[] all = arguments.toArray(String[]::new);
        TrainCommand train = (TrainCommand) Convstream.commandLine(all)
                .parseArgs(all)
                .subcommand()
                .commandSpec()
                .userObject();
        try {
            train.arguments.open(JobPlace.THIS_PROCESS, null, new PrintWriter(out, true));
        } finally {
            train.arguments.release();
        }
    }

    /** Changes the recorded value; both have the same length. */
    private static void replace(Path file, Case change) throws IOException {
        assertThat(change.was()).hasSameSizeAs(change.is());
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        Files.writeString(file, content.replace(change.is(), change.was()), StandardCharsets.ISO_8859_1);
    }

    private static Path lastCheckpoint(String run) throws IOException {
        return Objects.requireNonNull(
                files(folder.resolve(run).resolve("checkpoints/last")).get(0).getParent());
    }

    private static List<Path> files(Path below) throws IOException {
        try (Stream<Path> files = Files.walk(below)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        for (Path file : files(from)) {
            Path copy = to.resolve(from.relativize(file).toString());
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
        }
    }
}
