package io.convstream.cli.options;

import io.convstream.failure.UsageException;
import io.convstream.network.Presets;
import io.convstream.run.RunDescription;
import io.convstream.run.RunFolder;
import io.convstream.run.RunPlan;
import io.convstream.storage.LocalPath;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/**
 * The options of a run, which its description records. If a command resumes a run, they are the defaults of its options.
 */
public final class RecordedOptions implements IDefaultValueProvider {

    /** Options of a single start or machine. */
    private static final Set<String> NOT_RECORDED = Set.of(
            "run",
            "overwrite",
            "take-over",
            "resume",
            "init-from",
            "config",
            "no-report",
            "no-tensorboard",
            "port",
            "dashboard-address",
            "jobmanager",
            "detached",
            "stacktrace",
            "help",
            "version");

    /** Options that replace a recorded one. */
    private static final Map<String, String> REPLACED_BY = Map.of(
            "epochs", "steps",
            "steps", "epochs",
            "towers", "batch-size",
            "network", "model",
            "model", "network");

    private final ConfigDefaults config;
    private final List<String> arguments;
    private final Map<String, List<String>> recorded;

    /**
     * Reads the options of the run that the arguments resume, if any.
     *
     * @param arguments scanned for {@code --resume} before they are parsed
     */
    public RecordedOptions(ConfigDefaults config, String... arguments) {
        this.config = config;
        this.arguments = List.of(arguments);
        this.recorded = recorded(arguments);
    }

    private static Map<String, List<String>> recorded(String... arguments) {
        ResumeOption parsed = new ResumeOption();
        try {
            new CommandLine(parsed)
                    .registerConverter(StoragePath.class, PathConverter::storage)
                    .setUnmatchedArgumentsAllowed(true)
                    .parseArgs(DefaultRuns.named(arguments));
            if (parsed.resume != null) {
                StoragePath snapshot = RunFolder.resolveSnapshot(parsed.resume);
                StoragePath description =
                        RunFolder.containing(snapshot).orElseThrow().description();
                return options(RunDescription.read(description));
            }
        } catch (CommandLine.ParameterException | UsageException | IOException | NoSuchElementException e) {
            // the command itself reports the same error
        }
        return Map.of();
    }

    /** The recorded options, with what the machine or folder of the first start determined. */
    private static Map<String, List<String>> options(RunDescription description) {
        if (description.options() == null || description.plan() == null) {
            return Map.of();
        }
        Map<String, List<String>> options = new LinkedHashMap<>(description.options());
        if (description.data() != null) {
            options.put("data", List.of(description.data()));
        }
        if (options.containsKey("evaluate-data")) {
            options.put("evaluate-data", List.of(description.heldOutData()));
        }
        List<Integer> towers = description.plan().models().stream()
                .map(RunPlan.Model::towers)
                .distinct()
                .toList();
        if (towers.size() == 1) {
            options.putIfAbsent("towers", List.of(String.valueOf(towers.get(0))));
        }
        return options;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        String configured = config.defaultValue(argument);
        if (configured != null
                || !(argument instanceof OptionSpec option)
                || option.command().parent() == null) {
            return configured;
        }
        String name = name(option);
        List<String> values = recorded.get(name);
        if (values == null
                || NOT_RECORDED.contains(name)
                || (isGiven(name) && option.arity().max() == 0)
                || isReplaced(option, REPLACED_BY.get(name))) {
            return null;
        }
        return String.join(ConfigDefaults.SEPARATOR, values);
    }

    private boolean isReplaced(OptionSpec option, @Nullable String other) {
        if (other == null) {
            return false;
        }
        OptionSpec replacement = option.command().findOption("--" + other);
        return isGiven(other) || (replacement != null && config.defaultValue(replacement) != null);
    }

    private boolean isGiven(String name) {
        return arguments.stream().anyMatch(given -> given.equals("--" + name) || given.startsWith("--" + name + "="));
    }

    /** The options of a command, from the command line, the configuration file or the run that it resumes. */
    static Map<String, List<String>> of(CommandSpec command) {
        ParseResult parsed = command.commandLine().getParseResult();
        Map<String, List<String>> options = new LinkedHashMap<>();
        for (OptionSpec option : command.options()) {
            List<String> values = values(command, parsed, option);
            if (!values.isEmpty() && !NOT_RECORDED.contains(name(option))) {
                options.put(
                        name(option),
                        values.stream().map(value -> absolute(option, value)).toList());
            }
        }
        return options;
    }

    private static List<String> values(CommandSpec command, ParseResult parsed, OptionSpec option) {
        if (parsed.hasMatchedOption(option)) {
            return option.originalStringValues();
        }
        try {
            IDefaultValueProvider defaults = command.defaultValueProvider();
            String value = defaults == null ? null : defaults.defaultValue(option);
            return value == null ? List.of() : Arrays.asList(value.split(ConfigDefaults.SEPARATOR));
        } catch (Exception e) {
            throw new IllegalStateException("the default of " + option.longestName(), e);
        }
    }

    /** The command that resumes may run in another folder. */
    private static String absolute(OptionSpec option, String value) {
        if (option.type() == StoragePath.class) {
            return StoragePath.parse(value).toString();
        }
        boolean file = option.type() == Path.class
                || (name(option).equals("network")
                        && !Presets.names().contains(value)
                        && Files.isRegularFile(Path.of(value)));
        return file ? LocalPath.parse(value).toAbsolutePath().normalize().toString() : value;
    }

    private static String name(OptionSpec option) {
        return option.longestName().substring(2);
    }

    /** Parses {@code --resume} alone, before the other options. */
    @CommandLine.Command
    private static final class ResumeOption {

        @Option(names = "--resume")
        private @Nullable StoragePath resume;
    }
}
