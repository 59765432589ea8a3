package io.convstream.network.plan;

import io.convstream.image.ImageShape;
import io.convstream.network.operation.Operation;
import io.convstream.network.operation.Parameter;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/**
 * A network as a plan: operations in order, and where each parameter lies in the flat vector. Trainable parameters come
 * first, layer by layer, running statistics of batch normalization last.
 */
public final class NetworkPlan {

    /** The key of running variances that DL4J keeps as the base 10 logarithm of their square root; we do not. */
    static final String LOG_DEVIATION = "log10stdev";

    private final MultiLayerConfiguration configuration;
    private final ImageShape input;
    private final List<PlanLayer> layers;
    private final List<Operation> operations;
    private final IdentityHashMap<Parameter, Integer> offsets = new IdentityHashMap<>();
    private final List<Parameter> trainable;
    private final int trainableSize;
    private final int size;

    NetworkPlan(MultiLayerConfiguration configuration, ImageShape input, List<PlanLayer> layers) {
        this.configuration = configuration;
        this.input = input;
        this.layers = layers;
        this.operations = OperationOrder.of(layers);
        requireFits();
        int offset = 0;
        for (boolean wanted : new boolean[] {true, false}) {
            for (Parameter parameter : parametersInDl4jOrder()) {
                if (parameter.isTrainable() == wanted) {
                    offsets.put(parameter, offset);
                    offset += parameter.size();
                }
            }
        }
        trainable =
                parametersInDl4jOrder().stream().filter(Parameter::isTrainable).toList();
        trainableSize = trainable.stream().mapToInt(Parameter::size).sum();
        size = offset;
    }

    private void requireFits() {
        double all = 0;
        for (Parameter parameter : parametersInDl4jOrder()) {
            all += LongStream.of(parameter.shape()).asDoubleStream().reduce(1, (a, b) -> a * b);
        }
        if (all > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%.3g parameters are more than the %d that a network can have",
                    all,
                    Integer.MAX_VALUE));
        }
    }

    /**
     * Reads a DL4J configuration.
     *
     * @throws IllegalArgumentException with a sentence that names what is wrong, or the layer we cannot do
     */
    public static NetworkPlan of(String model, String json, ImageShape input) {
        return NetworkReader.read(model, json, input);
    }

    public MultiLayerConfiguration configuration() {
        return configuration;
    }

    public ImageShape input() {
        return input;
    }

    public List<PlanLayer> layers() {
        return layers;
    }

    /** All operations in the order of the forward pass. */
    public List<Operation> operations() {
        return operations;
    }

    public int classes() {
        return operations.get(operations.size() - 1).outputShape().size();
    }

    /** Every parameter that an updater changes, in flat order. */
    public List<Parameter> trainable() {
        return trainable;
    }

    public int trainableSize() {
        return trainableSize;
    }

    /** The length of the flat vector, running statistics included. */
    public int size() {
        return size;
    }

    public int offset(Parameter parameter) {
        return Objects.requireNonNull(offsets.get(parameter), parameter.key());
    }

    /** From DL4J's flat vector to ours. */
    public float[] fromDl4j(float[] theirs) {
        var ours = new float[size];
        move((own, other, logarithm) ->
                ours[own] = logarithm ? (float) StrictMath.pow(10, 2.0 * theirs[other]) : theirs[other]);
        return ours;
    }

    /** From our flat vector to DL4J's. */
    public float[] toDl4j(float[] ours) {
        var theirs = new float[size];
        move((own, other, logarithm) ->
                theirs[other] = logarithm ? (float) (0.5 * StrictMath.log10(ours[own])) : ours[own]);
        return theirs;
    }

    private interface Move {
        void value(int own, int other, boolean logarithm);
    }

    private void move(Move move) {
        int base = 0;
        for (Parameter parameter : parametersInDl4jOrder()) {
            int offset = offset(parameter);
            boolean logarithm = parameter.key().equals(LOG_DEVIATION);
            for (int i = 0; i < parameter.size(); i++) {
                move.value(offset + i, base + parameter.dl4j().applyAsInt(i), logarithm);
            }
            base += parameter.size();
        }
    }

    private List<Parameter> parametersInDl4jOrder() {
        return operations.stream()
                .flatMap(operation -> operation.parameters().stream())
                .toList();
    }
}
