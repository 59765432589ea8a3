package io.convstream.network.plan;

import java.util.List;
import org.nd4j.shade.jackson.databind.JavaType;
import org.nd4j.shade.jackson.databind.cfg.MapperConfig;
import org.nd4j.shade.jackson.databind.jsontype.PolymorphicTypeValidator;

/**
 * Allows a configuration to name classes of DL4J and ND4J only. Checks names, because loading a class runs its code;
 * Jackson's own validator loads it first.
 */
final class ConfigurationTypeValidator extends PolymorphicTypeValidator.Base {

    private static final long serialVersionUID = 1;

    private static final List<String> PACKAGES = List.of("org.deeplearning4j.nn.", "org.nd4j.linalg.");

    @Override
    public Validity validateSubClassName(MapperConfig<?> config, JavaType baseType, String subClass) {
        return PACKAGES.stream().anyMatch(subClass::startsWith) ? Validity.ALLOWED : Validity.DENIED;
    }
}
