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

/** Gives options that are not on the command line their values from the {@code --config} file, if there is one. */
public final class ConfigDefaults implements IDefaultValueProvider {

    /** What joins the values of a repeatable option: no command line holds it. */
    static final String SEPARATOR = "\n";

    private static final String CONFIG = "--config";

    private final @Nullable Path path;
    private final Set<CommandSpec> checked = new HashSet<>();
    private @Nullable ConfigFile file;

    public ConfigDefaults(String... arguments) {
        path = path(arguments);
    }

    private static @Nullable Path path(String... arguments) {
        OnlyConfig found = new OnlyConfig();
        try {
            new CommandLine(found).setUnmatchedArgumentsAllowed(true).parseArgs(arguments);
            return found.config;
        } catch (CommandLine.ParameterException e) {
            return null; // the whole command line is parsed next and says the same, in its place
        }
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (path == null
                || !(argument instanceof OptionSpec option)
                || option.command().parent() == null) {
            return null;
        }
        ConfigFile read = checkedFile(path, option.command());
        ConfigFile.Entry entry = entry(read, option);
        return entry == null ? null : String.join(SEPARATOR, entry.values());
    }

    /**
     * The place in the file that a refused value came from, to begin a sentence with; empty for the command line.
     *
     * @param value as it was written; null where it is known that it was not on the command line
     */
    String origin(@Nullable ArgSpec argument, @Nullable String value) {
        if (file == null || !(argument instanceof OptionSpec option)) {
            return "";
        }
        ConfigFile.Entry entry = entry(file, option);
        return entry != null && (value == null || entry.values().contains(value)) ? file.place(entry.line()) : "";
    }

    /** Picocli asks for values of the options it knows: a name that it does not know must be found here. */
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
                            file.place(entry.getValue().line()) + "there is no option '" + entry.getKey() + "' for "
                                    + command.qualifiedName() + UsageErrors.nearest(unknown));
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
                        file.place(entry.line()) + "'" + name.substring(2) + "' is another name of the option in line "
                                + found.line() + ": give it once");
            }
            found = entry == null ? found : entry;
        }
        return found;
    }

    /** The command line, seen through the one option that must be known before all others. */
    @CommandLine.Command
    private static final class OnlyConfig {

        @Option(names = CONFIG)
        private @Nullable Path config;
    }
}
