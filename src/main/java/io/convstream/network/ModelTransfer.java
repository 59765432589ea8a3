package io.convstream.network;

import io.convstream.network.layer.Dropout;
import io.convstream.network.operation.Operation;
import io.convstream.network.operation.Parameter;
import io.convstream.network.plan.InitialValues;
import io.convstream.network.plan.NetworkConfiguration;
import io.convstream.network.plan.NetworkPlan;
import io.convstream.network.plan.PlanLayer;
import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.jspecify.annotations.Nullable;

/**
 * Initial parameters of a new model from those of another one, layer by layer.
 *
 * @param parameters in the flat order of {@link TrainerState#parameters()}
 * @param newLayer name of the last layer if the number of classes differs, so that the layer is drawn from the seed;
 *     null if all layers are those of the other model
 */
public record ModelTransfer(float[] parameters, @Nullable String newLayer) {

    /**
     * Copies the parameters of each layer from the layer at the same position.
     *
     * @throws IllegalArgumentException naming the first layer that differs, except for the outputs of the last
     */
    public static ModelTransfer of(ModelDefinition definition, ModelFile.Content from) {
        NetworkPlan now = definition.plan();
        NetworkPlan before = NetworkPlan.of("the file", from.configuration(), definition.input());
        int last = now.layers().size() - 1;
        if (before.layers().size() != now.layers().size()) {
            throw new IllegalArgumentException("the network has "
                    + before.layers().size() + " layers in the file but "
                    + now.layers().size() + " here");
        }
        float[] values = InitialValues.draw(now, definition.seed());
        for (int i = 0; i <= last; i++) {
            PlanLayer source = before.layers().get(i);
            PlanLayer target = now.layers().get(i);
            if (i == last && hasOtherOutputs(source, target)) {
                return new ModelTransfer(values, target.name());
            }
            if (!describe(source).equals(describe(target))) {
                throw new IllegalArgumentException("layer " + i + " (" + target.name() + ") is " + describe(source)
                        + " in the file but " + describe(target) + " here");
            }
            copy(before, parameters(source), from.parameters(), now, parameters(target), values);
        }
        return new ModelTransfer(values, null);
    }

    /** Returns a configuration whose last layer has another number of outputs. */
    public static String withClasses(String configuration, int classes) {
        NetworkConfiguration network = NetworkConfiguration.parse(configuration);
        NeuralNetConfiguration last = network.lastLayer();
        if (last != null && last.getLayer() instanceof BaseOutputLayer output) {
            output.setNOut(classes);
        }
        return network.toJson();
    }

    /** Whether only the number of outputs differs. */
    private static boolean hasOtherOutputs(PlanLayer source, PlanLayer target) {
        Parameter before = source.weights().get(0);
        Parameter now = target.weights().get(0);
        return before.shape()[0] == now.shape()[0]
                && before.shape()[1] != now.shape()[1]
                && parameters(source).size() == parameters(target).size();
    }

    private static List<Parameter> parameters(PlanLayer layer) {
        return layer.operations().stream()
                .flatMap(operation -> operation.parameters().stream())
                .toList();
    }

    /** Returns kinds, sizes and whether there are biases. Dropout has no parameters and may differ. */
    private static String describe(PlanLayer layer) {
        String all = layer.operations().stream()
                .filter(operation -> !(operation instanceof Dropout))
                .map(ModelTransfer::describe)
                .collect(Collectors.joining(", "));
        return all.isEmpty() ? "nothing" : all;
    }

    private static String describe(Operation operation) {
        List<Parameter> parameters = operation.parameters();
        boolean isWithoutBias =
                parameters.size() == 1 && parameters.get(0).key().equals("W");
        return operation.description() + (isWithoutBias ? " without bias" : "");
    }

    private static void copy(
            NetworkPlan before,
            List<Parameter> sources,
            float[] from,
            NetworkPlan now,
            List<Parameter> targets,
            float[] to) {
        for (int i = 0; i < sources.size(); i++) {
            Parameter source = sources.get(i);
            System.arraycopy(from, before.offset(source), to, now.offset(targets.get(i)), source.size());
        }
    }
}
