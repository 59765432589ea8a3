package io.convstream.cli;

import io.convstream.cli.options.CheckedExecution;
import io.convstream.cli.options.ConfigDefaults;
import io.convstream.cli.options.DataArguments;
import io.convstream.cli.options.DriftReaction;
import io.convstream.cli.options.DurationConverter;
import io.convstream.cli.options.EnumConverter;
import io.convstream.cli.options.JobIdConverter;
import io.convstream.cli.options.ModelOption;
import io.convstream.cli.options.PathConverter;
import io.convstream.cli.options.RecordedOptions;
import io.convstream.cli.options.UsageErrorHandler;
import io.convstream.drift.DetectorType;
import io.convstream.failure.Failure;
import io.convstream.image.SkippedRecords;
import io.convstream.job.Recipe;
import io.convstream.prepare.Augmentation;
import io.convstream.storage.StoragePath;
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

/** Main class: runs a command and reports a failure in one sentence. */
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
            RunsCommand.class,
            ClusterCommand.class,
            SubmitCommand.class,
            ServeCommand.class,
            WatchCommand.class,
            SavepointCommand.class,
            StopCommand.class,
            DoctorCommand.class,
            BenchCommand.class,
            HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes%n",
        exitCodeList = {
            "0:Success, also if Ctrl-C stopped a run with a savepoint.",
            "1:Failure of the operation: the job, a server, a download, a check of 'doctor'.",
            "2:Usage error: an option or a file is wrong, or Java or Maven is missing.",
            "130:Interrupted by Ctrl-C before the work was saved."
        },
        footerHeading = "%nExamples%n",
        footer = {
            "  convstream train                           the tutorial's network on CIFAR-10",
            "  convstream train --epochs 20 --run runs/a  twenty epochs, run folder runs/a",
            "  convstream train --resume runs/a           resume run runs/a",
            "  convstream help train                      all options"
        })
public final class Convstream {

    private static final String STACKTRACE = "--stacktrace";

    @Option(
            names = STACKTRACE,
            scope = ScopeType.INHERIT,
            description =
                    "Print the Java stack trace of a failure and the warnings of Flink and Kafka. A run always logs them "
                            + "to convstream.log in its folder.")
    private boolean stacktrace;

    private Convstream() {}

    /** System property that log4j2.properties reads: the log level of the console. */
    static final String LOG_TO_CONSOLE = "convstream.console";

    private static final String LOG_CONFIGURATION = "log4j2.configurationFile";

    public static void main(String[] arguments) {
        // Both before the first logger is created. At the root of the class path, log4j2.properties would also
        // configure
        // programs that use convstream as a library.
        if (System.getProperty(LOG_CONFIGURATION) == null) {
            System.setProperty(LOG_CONFIGURATION, "classpath:io/convstream/cli/log4j2.properties");
        }
        if (List.of(arguments).contains(STACKTRACE)) {
            System.setProperty(LOG_TO_CONSOLE, "WARN");
        }
        System.exit(commandLine(arguments).execute(arguments));
    }

    /**
     * Creates the command line.
     *
     * @param arguments scanned for {@code --config} and {@code --resume}, which provide defaults for the parser
     */
    public static CommandLine commandLine(String... arguments) {
        Convstream convstream = new Convstream();
        CommandLine commandLine = new CommandLine(convstream);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setUsageHelpAutoWidth(true);
        commandLine.setOverwrittenOptionsAllowed(true);
        commandLine.setExecutionStrategy(new CheckedExecution());
        commandLine.registerConverter(Augmentation.class, new EnumConverter<>(Augmentation.class));
        commandLine.registerConverter(DetectorType.class, new EnumConverter<>(DetectorType.class));
        commandLine.registerConverter(DriftReaction.class, DriftReaction::parse);
        commandLine.registerConverter(Recipe.class, new EnumConverter<>(Recipe.class));
        commandLine.registerConverter(Duration.class, new DurationConverter());
        commandLine.registerConverter(JobID.class, new JobIdConverter());
        commandLine.registerConverter(ModelOption.class, ModelOption::parse);
        commandLine.registerConverter(SkippedRecords.class, DataArguments::skippedRecords);
        commandLine.registerConverter(Path.class, PathConverter::local);
        commandLine.registerConverter(StoragePath.class, PathConverter::storage);
        ConfigDefaults config = new ConfigDefaults(arguments);
        RecordedOptions options = new RecordedOptions(config, arguments);
        commandLine.getSubcommands().values().forEach(command -> command.setDefaultValueProvider(options));
        commandLine.setParameterExceptionHandler(new UsageErrorHandler(config));
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof ParameterException wrongUsage) {
                return commandLine.getParameterExceptionHandler().handleParseException(wrongUsage, arguments);
            }
            Failure reported = Failure.of(failure);
            if (convstream.stacktrace) {
                failure.printStackTrace(command.getErr());
            }
            command.getErr().println("convstream: " + reported.sentence());
            return reported.exitCode();
        });
        return commandLine;
    }

    /** The versions of this build and of the libraries in use. */
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
