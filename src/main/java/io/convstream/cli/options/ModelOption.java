package io.convstream.cli.options;

import io.convstream.failure.UsageException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.TypeConversionException;

/**
 * A value of {@code --model}: {@code NAME=NETWORK[;option=value…]}.
 *
 * @param network name of a preset, or a JSON file
 * @param options those of this model alone, by name without dashes
 */
public record ModelOption(String name, String network, Map<String, String> options) {

    private static final List<String> OPTIONS = List.of(
            "batch-size",
            "towers",
            "seed",
            "recipe",
            "learning-rate",
            "schedule",
            "updater",
            "label-smoothing",
            "l2",
            "dropout",
            "ema-decay",
            "momentum",
            "shift-rate",
            "lookahead",
            "init-from");

    /** Allowed in file names and metrics. */
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";

    /** The only model of a stream, named after its network without folder and extension. */
    public static ModelOption alone(String network) {
        String name = network.replaceFirst("^.*[/\\\\]", "").replaceFirst("\\.[^.]*$", "");
        return new ModelOption(name.matches(NAME) ? name : "model", network, Map.of());
    }

    /**
     * Returns the value of an option of this model alone, if it has one.
     *
     * @throws UsageException if it is not a number that the parser accepts
     */
    <T> Optional<T> value(String option, Function<String, T> parser) {
        String text = options.get(option);
        try {
            return text == null ? Optional.empty() : Optional.of(parser.apply(text));
        } catch (NumberFormatException e) {
            throw new UsageException("--model " + name + ": " + option + "=" + text + " is not a valid number", e);
        }
    }

    public static ModelOption parse(String text) {
        List<String> parts = List.of(text.split(";", -1));
        String[] model = pair(text, parts.get(0));
        if (!model[0].matches(NAME)) {
            throw new TypeConversionException(
                    "'" + model[0]
                            + "' is not a valid model name: letters, digits, '.', '_' and '-', starting with a letter or digit");
        }
        Map<String, String> options = new LinkedHashMap<>();
        for (String part : parts.subList(1, parts.size())) {
            String[] option = pair(text, part);
            if (option[0].equals("lr")) {
                option[0] = "learning-rate";
            }
            if (!OPTIONS.contains(option[0])) {
                throw new TypeConversionException("'" + option[0] + "' in '" + text
                        + "' is not an option of a model: " + String.join(", ", OPTIONS)
                        + Suggestion.didYouMean(option[0], OPTIONS));
            }
            if (options.put(option[0], option[1]) != null) {
                throw new TypeConversionException("'" + option[0] + "' is given twice in '" + text + "'");
            }
        }
        return new ModelOption(model[0], model[1], options);
    }

    private static String[] pair(String text, String part) {
        int equals = part.indexOf('=');
        if (equals < 1 || equals == part.length() - 1) {
            throw new TypeConversionException(
                    "'" + part.strip() + "' in '" + text + "' is not of the form NAME=NETWORK[;option=value…]");
        }
        return new String[] {
            part.substring(0, equals).strip(), part.substring(equals + 1).strip()
        };
    }
}
