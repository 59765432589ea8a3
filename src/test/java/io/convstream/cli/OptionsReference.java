package io.convstream.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Renders the commands and their options as a page of Markdown, from picocli's model. */
final class OptionsReference {

    private static final String DEFAULT = "Default: ";

    private final StringBuilder page = new StringBuilder();

    private OptionsReference() {}

    static String of(CommandLine convstream) {
        var reference = new OptionsReference();
        reference.line("# Commands and options").line("");
        reference.line("`OptionsReferenceTest` generates this page from the code and fails if it is out of date.");
        reference.line("");
        reference.exitCodes(convstream.getCommandSpec());
        reference.line("## Options of all commands").line("");
        reference.table(convstream.getCommandSpec().options());
        List<OptionSpec> train = Objects.requireNonNull(
                        convstream.getSubcommands().get("train"))
                .getCommandSpec()
                .options();
        convstream.getSubcommands().forEach((name, command) -> {
            if (!(command.getCommandSpec().userObject() instanceof HelpCommand)) {
                reference.command(
                        command, convstream.getCommandSpec().options(), name.equals("train") ? List.of() : train);
            }
        });
        return reference.page.toString().stripTrailing() + "\n";
    }

    private void exitCodes(CommandSpec command) {
        line("## Exit codes").line("");
        line("| code | meaning |").line("| --- | --- |");
        for (Map.Entry<String, String> code :
                command.usageMessage().exitCodeList().entrySet()) {
            line("| " + code.getKey().strip() + " | " + code.getValue() + " |");
        }
        line("");
    }

    /**
     * @param inherited options of the parent command, which are not repeated
     * @param train options of train, to which submit refers
     */
    private void command(CommandLine command, List<OptionSpec> inherited, List<OptionSpec> train) {
        CommandSpec spec = command.getCommandSpec();
        line("## " + spec.qualifiedName()).line("");
        for (String sentence : spec.usageMessage().description()) {
            line(sentence.strip()).line("");
        }
        List<OptionSpec> options = without(inherited, spec.options());
        if (options.stream()
                .anyMatch(option ->
                        isContained(option, train) && option.longestName().equals("--batch-size"))) {
            options = without(train, options);
            line("All options of [train](#convstream-train) except "
                    + without(spec.options(), train).stream()
                            .map(OptionsReference::names)
                            .collect(Collectors.joining(", "))
                    + ", and:");
            line("");
        }
        List<ArgSpec> ungrouped = new ArrayList<>(spec.positionalParameters());
        options.stream().filter(option -> option.group() == null).forEach(ungrouped::add);
        if (!ungrouped.isEmpty()) {
            table(ungrouped);
        }
        for (ArgGroupSpec group : spec.argGroups().stream()
                .sorted(Comparator.comparingInt(ArgGroupSpec::order))
                .toList()) {
            List<OptionSpec> grouped = options.stream()
                    .filter(option -> group.options().contains(option))
                    .toList();
            if (!grouped.isEmpty()) {
                line("### " + group.heading().replace("%n", "")).line("");
                table(grouped);
            }
        }
        List<OptionSpec> above = new ArrayList<>(inherited);
        above.addAll(spec.options());
        new TreeMap<>(command.getSubcommands()).values().forEach(below -> command(below, above, List.of()));
    }

    private static List<OptionSpec> without(List<OptionSpec> removed, List<OptionSpec> options) {
        return options.stream().filter(option -> !isContained(option, removed)).toList();
    }

    private static boolean isContained(OptionSpec option, List<OptionSpec> options) {
        return options.stream()
                .anyMatch(other -> other.longestName().equals(option.longestName())
                        && List.of(other.description()).equals(List.of(option.description())));
    }

    private void table(List<? extends ArgSpec> arguments) {
        line("| option | value | default | meaning |").line("| --- | --- | --- | --- |");
        for (ArgSpec argument : arguments) {
            String description = String.join(" ", argument.description());
            int at = description.lastIndexOf(DEFAULT);
            String meaning = at < 0 ? description : description.substring(0, at);
            line("| " + (argument instanceof OptionSpec option ? names(option) : "`" + argument.paramLabel() + "`")
                    + " | " + value(argument)
                    + " | "
                    + (at < 0 ? unnamedDefault(argument) : withoutPeriod(description.substring(at + DEFAULT.length())))
                    + " | " + cell(meaning.strip()) + " |");
        }
        line("");
    }

    private static String names(OptionSpec option) {
        return Arrays.stream(option.names()).map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    }

    private static String value(ArgSpec argument) {
        if (argument instanceof PositionalParamSpec) {
            return argument.arity().max() > 1 ? "arguments" : "argument";
        }
        return argument.arity().max() == 0 ? "" : "`" + cell(argument.paramLabel()) + "`";
    }

    private static String unnamedDefault(ArgSpec argument) {
        boolean required =
                argument instanceof PositionalParamSpec ? argument.arity().min() > 0 : argument.required();
        return required ? "required" : "";
    }

    private static String withoutPeriod(String text) {
        return cell(text.strip().replaceFirst("\\.$", ""));
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }

    private OptionsReference line(String text) {
        page.append(text).append('\n');
        return this;
    }
}
