package io.convstream.run;

import io.convstream.network.ModelDefinition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a run that must not change on resume.
 *
 * @param epochs the number of epochs; null if {@code steps} is set, or if the stream is unbounded
 * @param steps the value of {@code --steps}; null if absent
 */
public record RunPlan(@Nullable Integer epochs, @Nullable Long steps, List<Model> models) {

    /**
     * A model.
     *
     * @param network the DL4J configuration as JSON
     */
    public record Model(String name, String network, int batchSize, int towers, long seed) {

        public static Model of(ModelDefinition definition) {
            return new Model(
                    definition.name(),
                    definition.configuration(),
                    definition.batchSize(),
                    definition.towers(),
                    definition.seed());
        }
    }
}
