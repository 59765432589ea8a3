package io.convstream.cli.options;

import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an enum constant by its {@code toString()}, ignoring case; picocli's own converter reports {@code name()}. */
public final class EnumConverter<E extends Enum<E>> implements ITypeConverter<E> {

    private final List<E> constants;

    public EnumConverter(Class<E> type) {
        constants = List.of(type.getEnumConstants());
    }

    @Override
    public E convert(String value) {
        return constants.stream()
                .filter(constant -> constant.toString().equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        "expected one of " + constants + " (case-insensitive) but was '" + value + "'"));
    }
}
