package io.convstream.network;

import java.util.ArrayList;
import java.util.List;

/**
 * A layer that learns, and where what it puts out is to be found after the forward pass.
 *
 * @param name the layer's, in its network no other's
 * @param parameters those that an updater changes
 * @param stage the place in the plan of the stage that puts it out
 * @param rectified whether a relu has to be applied to that: the plan has moved it behind the next layer
 */
record LearningLayer(String name, List<Parameter> parameters, int stage, boolean rectified) {

    static List<LearningLayer> of(Network network) {
        List<LearningLayer> learning = new ArrayList<>();
        for (NetworkLayer layer : network.layers()) {
            List<Parameter> parameters = layer.stages().stream()
                    .flatMap(stage -> stage.parameters().stream())
                    .filter(Parameter::isTrainable)
                    .toList();
            if (!parameters.isEmpty()) {
                List<Stage> stages = layer.stages();
                int last = network.stages().indexOf(stages.get(stages.size() - 1));
                boolean moved = last < 0;
                learning.add(new LearningLayer(
                        layer.name(),
                        parameters,
                        moved ? network.stages().indexOf(stages.get(stages.size() - 2)) : last,
                        moved));
            }
        }
        return List.copyOf(learning);
    }
}
