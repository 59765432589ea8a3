package io.convstream.cli;

import io.convstream.cli.options.CheckedExecution;
import io.convstream.cli.options.ConfigDefaults;
import io.convstream.cli.options.DurationConverter;
import io.convstream.cli.options.EnumConverter;
import io.convstream.cli.options.JobIdConverter;
import io.convstream.cli.options.LocalPath;
import io.convstream.cli.options.ModelChoice;
import io.convstream.cli.options.RecordedOptions;
import io.convstream.cli.options.UsageErrors;
import io.convstream.failure.Failure;
import io.convstream.job.Recipe;
import io.convstream.prepare.Augmentation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.util.EnvironmentInformation;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** Where {@code convstream} starts: finds the command, runs it, and turns what went wrong into one sentence. */
@Command(
        name = "convstream",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Trains and evaluates convolutional networks on streams of labeled images, on Apache Flink.",
        versionProvider = Convstream.Version.class,
        subcommands = {
            TrainCommand.class,
            FeedCommand.class,
            DeadLettersCommand.class,
            EvaluateCommand.class,
            PredictCommand.class,
            ReportCommand.class,
            ClusterCommand.class,
            SubmitCommand.class,
            WatchCommand.class,
            SavepointCommand.class,
            StopCommand.class,
            DoctorCommand.class,
            BenchCommand.class,
            HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes%n",
        exitCodeList = {"0:done", "1:failed on the way", "2:wrong use: an option, a file or the machine needs a change"
        },
        footerHeading = "%nExamples%n",
        footer = {
            "  convstream train                           the tutorial's network on CIFAR-10, one minute to start",
            "  convstream train --epochs 20 --run runs/a  twenty epochs, everything in the folder runs/a",
            "  convstream train --resume runs/a           go on where runs/a stopped",
            "  convstream help train                      every option, with its meaning"
        })
public final class Convstream {

    private static final String STACKTRACE = "--stacktrace";

    @Option(
            names = STACKTRACE,
            scope = ScopeType.INHERIT,
            description =
                    "If something fails, show the whole Java stack trace and the warnings of Flink and Kafka before "
                            + "the sentence. A run logs them to convstream.log in its folder in any case.")
    private boolean stacktrace;

    private Convstream() {}

    /** Where log4j2.properties finds what is shown of all that is logged, and the run's log file. */
    static final String LOG_TO_CONSOLE = "convstream.console";

    public static void main(String[] arguments) {
        if (List.of(arguments).contains(STACKTRACE)) {
            System.setProperty(LOG_TO_CONSOLE, "WARN"); // before the first logger is made
        }
        System.exit(commandLine(arguments).execute(arguments));
    }

    /**
     * The commands with all that surrounds them.
     *
     * @param arguments looked through for {@code --config} alone, because its values must be there before the parsing
     */
    public static CommandLine commandLine(String... arguments) {
        Convstream convstream = new Convstream();
        CommandLine commandLine = new CommandLine(convstream);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setUsageHelpAutoWidth(true);
        commandLine.setOverwrittenOptionsAllowed(true);
        commandLine.setExecutionStrategy(new CheckedExecution());
        commandLine.registerConverter(Augmentation.class, new EnumConverter<>(Augmentation.class));
        commandLine.registerConverter(Recipe.class, new EnumConverter<>(Recipe.class));
        commandLine.registerConverter(Duration.class, new DurationConverter());
        commandLine.registerConverter(JobID.class, new JobIdConverter());
        commandLine.registerConverter(ModelChoice.class, ModelChoice::parse);
        commandLine.registerConverter(Path.class, LocalPath::convert);
        ConfigDefaults config = new ConfigDefaults(arguments);
        RecordedOptions options = new RecordedOptions(config, arguments);
        commandLine.getSubcommands().values().forEach(command -> command.setDefaultValueProvider(options));
        commandLine.setParameterExceptionHandler(new UsageErrors(config));
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof ParameterException wrongUse) {
                return commandLine.getParameterExceptionHandler().handleParseException(wrongUse, arguments);
            }
            Failure said = Failure.of(failure);
            if (convstream.stacktrace) {
                failure.printStackTrace(command.getErr());
            }
            command.getErr().println("convstream: " + said.sentence());
            return said.exitCode();
        });
        return commandLine;
    }

    /** What the build wrote down, and the versions that run. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() throws IOException {
            var built = new Properties();
            try (InputStream file = Convstream.class.getResourceAsStream("build.properties")) {
                if (file != null) {
                    built.load(file);
                }
            }
            String unknown = "(not built by Maven)";
            return new String[] {
                "convstream " + built.getProperty("convstream", unknown) + ", commit "
                        + built.getProperty("commit", unknown),
                "Flink " + EnvironmentInformation.getVersion(),
                "ND4J " + built.getProperty("nd4j", unknown),
                "Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")"
            };
        }
    }
}
