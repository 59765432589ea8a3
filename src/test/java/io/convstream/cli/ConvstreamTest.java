package io.convstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.convstream.failure.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Messages and exit codes. */
final class ConvstreamTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void helpExitsWith0() {
        assertThat(execute("train", "--help")).isZero();
        assertThat(out.toString()).contains("Data", "Model", "Optimizer", "Job", "Evaluation", "Output", "Examples");
        assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void theMainHelpListsTheExitCodes() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString()).contains("Exit codes", "Examples", "train");
    }

    @Test
    void theVersionNamesLibrariesAndJava() {
        assertThat(execute("--version")).isZero();
        assertThat(out.toString())
                .matches("(?s)convstream \\d\\S+, commit ([0-9a-f]{7,40}(-dirty)?|unknown)\n.*")
                .contains("Flink " + EnvironmentInformation.getVersion(), "ND4J 1", "Java " + Runtime.version());
    }

    @Test
    void theDashboardAddressMustBeLocal() {
        assertThat(execute("train", "--dashboard-address=192.0.2.1"))
                .isEqualTo(2); // reserved for documentation by RFC 5737
        assertThat(err.toString())
                .isEqualTo(
                        "convstream: --dashboard-address 192.0.2.1 is not an address of this machine: give one of its "
                                + "own, or 0.0.0.0\n");
        assertThat(execute("train", "--dashboard-address=nowhere.invalid")).isEqualTo(2);
        assertThat(err.toString()).contains("--dashboard-address nowhere.invalid is not known");
    }

    @Test
    void anUnknownOptionIsRefusedWithTheNearestName() {
        assertThat(execute("train", "--epoch=3")).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("""
                        convstream: Unknown option: '--epoch=3'. Did you mean --epochs?
                        Run 'convstream train --help' for the options.
                        """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--batchsize=3        | Did you mean --batch-size?",
                "--optimizer=adam     | Did you mean --updater?",
                "--patience=2         | Did you mean --early-stopping-patience?",
                "--stop-after=2       | Did you mean --early-stopping-patience?",
                "--average-decay=0.9  | Did you mean --ema-decay?",
                "--border=4           | Did you mean --padding?",
                "--until=latest       | Did you mean --bounded?",
                "--learningrate=1     | Did you mean --learning-rate?",
                "--updater=adamw      | must be one of sgd, nesterovs, adam, adamax, nadam, amsgrad, adagrad, adadelta, "
                        + "rmsprop, not adamw. Did you mean adam?",
                "--schedule=cosin     | must be one of constant, step, linear, cosine, one-cycle, triangular, not cosin. "
                        + "Did you mean cosine?",
                "--augment=lihgt      | but was 'lihgt'. Did you mean light?",
                "--recipe=precice     | Did you mean precise?",
                "--network=resnet18   | --network resnet18 is neither a preset (",
                "--network=vgg        | Did you mean vgg8?",
                "--model=a=tiny;lr=-1 | --model a: learning-rate must be a finite number above 0, not -1.0",
                "--model=a=tiny;l3=1  | Did you mean l2?",
                "--crop-size=40       | does not fit",
            })
    void aWrongOptionIsRefusedBeforeImagesAreOpened(String option, String sentence) {
        assertThat(execute("train", "--data=no-such-folder", option)).isEqualTo(2);
        assertThat(err.toString()).contains(sentence).doesNotContain("no-such-folder");
    }

    @Test
    void networkAndModelAreMutuallyExclusive() {
        assertThat(execute("train", "--network=vgg8", "--model=a=tiny")).isEqualTo(2);
        assertThat(err.toString()).contains("--network and --model are mutually exclusive");
    }

    @Test
    void lrIsAShortFormAndTheHelpListsTheBenchmarks() {
        assertThat(execute("train", "--lr=-1")).isEqualTo(2);
        assertThat(err.toString()).contains("--learning-rate must be");
        assertThat(execute("--help")).isZero();
        assertThat(out.toString()).containsPattern("\\n +bench +Compares");
    }

    @Test
    void aValueOutOfRangeIsRefused() {
        assertThat(execute("train", "--steps", "0")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("convstream: --steps must be a whole number from 1 to 1,000,000,000, not 0\n");
    }

    @Test
    void epochsAndStepsAreMutuallyExclusive() {
        assertThat(execute("train", "--steps", "5", "--epochs", "1")).isEqualTo(2);
        assertThat(err.toString()).contains("--steps and --epochs are mutually exclusive");
    }

    @Test
    void aUsageExceptionExitsWith2() {
        assertThat(execute(new UsageException("no folder x"))).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("convstream: no folder x\n");
    }

    @Test
    void aFailureIsOneSentence() {
        RuntimeException disk = new IllegalStateException("the disk is full");
        assertThat(execute(new IllegalStateException(disk))).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("convstream: the disk is full\n");
    }

    @Test
    void stacktracePrintsTheStackTrace() {
        assertThat(execute(new IllegalStateException("Job execution failed."), "--stacktrace"))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains("Job execution failed.", "\tat ")
                .endsWith("convstream: Job execution failed.\n");
    }

    @Test
    void withoutAClusterTheMessageSaysHowToStartOne() {
        assertThat(execute("stop", "0123456789abcdef0123456789abcdef", "--jobmanager=localhost:1"))
                .isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("convstream: no Flink answers at http://localhost:1: start one with "
                        + "'convstream cluster start', or name another with --jobmanager\n");
    }

    @Test
    void aPortInUseIsAFailureAndNotAUsageError() throws IOException {
        try (var used = new ServerSocket(0)) {
            System.setProperty("convstream.home", Path.of("").toAbsolutePath().toString());
            assertThat(execute("cluster", "--dir=" + folder, "start", "--port=" + used.getLocalPort()))
                    .isEqualTo(1);
        } finally {
            System.clearProperty("convstream.home");
        }
        assertThat(err.toString()).startsWith("convstream: port ");
    }

    @Test
    void aBrokerThatDoesNotAnswerIsAFailureAndNotAUsageError() {
        assertThat(execute("train", "--data=shapes", "--evaluate-data=kafka://localhost:1/images", "--run=" + folder))
                .isEqualTo(1);
        assertThat(err.toString()).contains("localhost:1").doesNotContain("Exception");
    }

    @Test
    void aFailedDownloadIsAFailureAndNotAUsageError() throws IOException {
        Path data = Path.of("data");
        assumeThat(System.getenv("CONVSTREAM_DATA")).isNull();
        assumeThat(data).doesNotExist();
        System.setProperty("https.proxyHost", "localhost");
        System.setProperty("https.proxyPort", "1");
        try {
            assertThat(execute("train", "--data=cifar10", "--run=" + folder)).isEqualTo(1);
        } finally {
            Files.deleteIfExists(data);
            System.clearProperty("https.proxyHost");
            System.clearProperty("https.proxyPort");
        }
        assertThat(err.toString()).startsWith("convstream: cannot reach https://");
    }

    @Test
    void anInvalidAddressOrJobIdIsRefused() {
        assertThat(execute("savepoint", "0123456789abcdef0123456789abcdef", "--jobmanager=8081"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--jobmanager must be of the form HOST:PORT, not 8081");
        assertThat(execute("savepoint", "mine")).isEqualTo(2);
        assertThat(err.toString()).contains("'mine' is not a job id");
    }

    @Test
    void clusterCommandsNeedTheJarAndTheLauncher() {
        assertThat(execute("submit", "--data=shapes")).isEqualTo(2);
        assertThat(err.toString()).contains("submit needs the jar of convstream, but its classes are in folder");
        assertThat(execute("cluster", "start")).isEqualTo(2);
        assertThat(err.toString()).contains("run it with that script");
    }

    @Test
    void earlyStoppingAndDetachedAreMutuallyExclusive() {
        assertThat(execute("submit", "--early-stopping-patience=2", "--detached"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--early-stopping-patience and --detached are mutually exclusive");
        assertThat(execute("submit", "--on-drift=stop", "--detached")).isEqualTo(2);
        assertThat(err.toString()).contains("--on-drift stop and --detached are mutually exclusive");
    }

    @Test
    void aReactionNeedsAFormAndADetector() {
        for (String wrong : List.of("learning-rate=0,steps=9", "learning-rate=3", "learning-rate=3,steps=0", "Stop")) {
            assertThat(execute("train", "--on-drift=" + wrong)).isEqualTo(2);
            assertThat(err.toString()).contains("'" + wrong + "' is not report, stop or learning-rate=FACTOR,steps=N");
        }
        assertThat(execute("train", "--on-drift=stop", "--drift-detector=none")).isEqualTo(2);
        assertThat(err.toString()).contains("--on-drift stop requires a --drift-detector: leave out one of them");
    }

    private int execute(String... arguments) {
        return execute(Convstream.commandLine(arguments), arguments);
    }

    private int execute(RuntimeException failure, String... options) {
        CommandLine commandLine = Convstream.commandLine(options);
        commandLine.addSubcommand("fail", new Fail(failure));
        String[] arguments = new String[options.length + 1];
        System.arraycopy(options, 0, arguments, 0, options.length);
        arguments[options.length] = "fail";
        return execute(commandLine, arguments);
    }

    private int execute(CommandLine commandLine, String... arguments) {
        return commandLine
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setUsageHelpAutoWidth(false)
                .execute(arguments);
    }

    @Command
    private record Fail(RuntimeException failure) implements Callable<Integer> {

        @Override
        public Integer call() {
            throw failure;
        }
    }
}
