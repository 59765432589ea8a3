package io.convstream.run;

import io.convstream.network.ModelDefinition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run trains, as far as a resumed run must train the same.
 *
 * @param images identifies the training images: a hash, or the name of the topic
 * @param epochs how often they are trained; null if {@code steps} says it, or if the stream has no end
 * @param steps the number of steps, if it was given
 */
public record RunPlan(
        String images, @Nullable Integer epochs, @Nullable Long steps, List<Model> models) {

    /**
     * A model.
     *
     * @param network the JSON of its DL4J configuration
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
