package io.convstream.cli;

import java.time.Duration;
import org.apache.flink.api.common.JobID;
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
        description = "Trains and evaluates convolutional networks on streams of labelled pictures, on Apache Flink.",
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

    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            description = "Where something fails, show the whole Java stack trace and not one sentence alone.")
    private boolean stacktrace;

    private Convstream() {}

    public static void main(String[] arguments) {
        System.exit(commandLine(arguments).execute(arguments));
    }

    /**
     * The commands with all that surrounds them.
     *
     * @param arguments looked through for {@code --config} alone, because its values must be there before the parsing
     */
    static CommandLine commandLine(String... arguments) {
        Convstream convstream = new Convstream();
        CommandLine commandLine = new CommandLine(convstream);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setUsageHelpAutoWidth(true);
        commandLine.setOverwrittenOptionsAllowed(true);
        commandLine.setExecutionStrategy(new RepeatedOptions());
        commandLine.registerConverter(Duration.class, new DurationConverter());
        commandLine.registerConverter(JobID.class, new JobIdConverter());
        commandLine.registerConverter(ModelChoice.class, ModelChoice::parse);
        ConfigDefaults config = new ConfigDefaults(arguments);
        commandLine.getSubcommands().values().forEach(command -> command.setDefaultValueProvider(config));
        commandLine.setParameterExceptionHandler(new WrongUse(config));
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof ParameterException wrongUse) {
                return commandLine.getParameterExceptionHandler().handleParseException(wrongUse, arguments);
            }
            if (convstream.stacktrace) {
                failure.printStackTrace(command.getErr());
            } else {
                command.getErr().println("convstream: " + sentence(failure));
            }
            return failure instanceof UsageException ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
        });
        return commandLine;
    }

    /** Flink wraps what went wrong many times, "Job execution failed.": the innermost cause says it. */
    private static String sentence(Throwable failure) {
        if (failure instanceof UsageException) {
            return String.valueOf(failure.getMessage());
        }
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String kind = cause.getClass().getSimpleName();
        String message = cause.getMessage() == null ? kind : kind + ": " + cause.getMessage();
        return message + " (--stacktrace shows where)";
    }

    /** The version that Maven wrote into the jar's manifest. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Convstream.class.getPackage().getImplementationVersion();
            return new String[] {"convstream " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
