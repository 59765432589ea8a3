package io.convstream.cli.options;

import io.convstream.failure.UsageException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.UnmatchedArgumentException;

/** Provides the values of the {@code --config} file as defaults of the options. */
public final class ConfigDefaults implements IDefaultValueProvider {

    /** Joins the values of a repeatable option; no command line contains it. */
    static final String SEPARATOR = "\n";

    private static final String CONFIG = "--config";

    private final @Nullable Path path;
    private final Set<CommandSpec> checked = new HashSet<>();
    private @Nullable ConfigFile file;

    public ConfigDefaults(String... arguments) {
        path = configFile(arguments);
    }

    private static @Nullable Path configFile(String... arguments) {
        ConfigOption parsed = new ConfigOption();
        try {
            new CommandLine(parsed).setUnmatchedArgumentsAllowed(true).parseArgs(arguments);
            return parsed.config;
        } catch (CommandLine.ParameterException e) {
            return null; // the parser of the whole command line reports the same error
        }
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (path == null
                || !(argument instanceof OptionSpec option)
                || option.command().parent() == null) {
            return null;
        }
        ConfigFile.Entry entry = entry(checkedFile(path, option.command()), option);
        return entry == null ? null : String.join(SEPARATOR, entry.values());
    }

    /**
     * File and line of a refused value, as the start of an error message; empty if it is from the command line.
     *
     * @param value as written; null if it is known not to be from the command line
     */
    String origin(@Nullable ArgSpec argument, @Nullable String value) {
        if (file == null || !(argument instanceof OptionSpec option)) {
            return "";
        }
        ConfigFile.Entry entry = entry(file, option);
        return entry != null && (value == null || entry.values().contains(value)) ? file.place(entry.line()) : "";
    }

    /** Reads the file and refuses names that the command does not have: picocli queries known options only. */
    private ConfigFile checkedFile(Path path, CommandSpec command) {
        if (file == null) {
            file = read(path, command);
        }
        if (checked.add(command)) {
            for (Map.Entry<String, ConfigFile.Entry> entry : file.entries().entrySet()) {
                String option = "--" + entry.getKey();
                if (option.equals(CONFIG) || !command.optionsMap().containsKey(option)) {
                    UnmatchedArgumentException unknown =
                            new UnmatchedArgumentException(command.commandLine(), List.of(option));
                    throw new CommandLine.ParameterException(
                            command.commandLine(),
                            file.place(entry.getValue().line()) + "unknown option '" + entry.getKey() + "' of "
                                    + command.qualifiedName() + UsageErrorHandler.suggestion(unknown));
                }
            }
        }
        return file;
    }

    private static ConfigFile read(Path path, CommandSpec command) {
        try {
            return ConfigFile.read(path);
        } catch (UsageException e) {
            throw new CommandLine.ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** The file's entry under one of an option's names. */
    private static ConfigFile.@Nullable Entry entry(ConfigFile file, OptionSpec option) {
        ConfigFile.Entry found = null;
        for (String name : option.names()) {
            ConfigFile.Entry entry = file.entries().get(name.substring(2));
            if (entry != null && found != null) {
                throw new CommandLine.ParameterException(
                        option.command().commandLine(),
                        file.place(entry.line()) + "'" + name.substring(2) + "' is the option of line " + found.line()
                                + " by another name: give it once");
            }
            found = entry == null ? found : entry;
        }
        return found;
    }

    /** Parses {@code --config} alone, before the other options. */
    @CommandLine.Command
    private static final class ConfigOption {

        @Option(names = CONFIG)
        private @Nullable Path config;
    }
}
