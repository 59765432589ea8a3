package io.convstream.network.plan;

import io.convstream.image.ImageShape;
import io.convstream.network.operation.Activations;
import io.convstream.network.operation.BindContext;
import io.convstream.network.operation.BoundOperation;
import io.convstream.network.operation.Operation;
import io.convstream.network.operation.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.conf.misc.DummyConfig;

/** A layer or vertex that DL4J runs. */
public final class Dl4jLayer extends Operation {

    private final String description;
    private final List<Parameter> parameters;

    Dl4jLayer(ImageShape in, ImageShape out, String kind, List<Parameter> parameters) {
        super(in, out);
        this.parameters = List.copyOf(parameters);
        String arrays = parameters.stream()
                .map(parameter -> " " + parameter.key() + Arrays.toString(parameter.shape()))
                .collect(Collectors.joining());
        description = kind + arrays + " → " + out;
    }

    /** Whether an updater changes a parameter: not running statistics, nor parameters of frozen layers. */
    public static boolean isTrained(Trainable part, String key) {
        return part.updaterDivideByMinibatch(key) && !(part.getConfig() instanceof DummyConfig);
    }

    @Override
    public List<Parameter> parameters() {
        return parameters;
    }

    @Override
    public BoundOperation bind(BindContext context, Activations input) {
        throw new IllegalStateException(description + " is not compiled");
    }

    /** Kind, parameters and output, such as "DepthwiseConvolution2D W[3, 3, 5, 2] b[10] → 24x24x10". */
    @Override
    public String description() {
        return description;
    }
}
