package io.convstream.network.plan;

import io.convstream.image.ImageShape;
import io.convstream.network.nd4j.Nd4jRuntime;
import io.convstream.network.operation.Operation;
import io.convstream.network.operation.Parameter;
import io.convstream.network.operation.UncompilableException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Execution plan of a network: its operations in order, and the offset of each parameter in one flat vector. Trainable
 * parameters are first, layer by layer; the running statistics of batch normalization are last.
 */
public final class NetworkPlan {

    /** Key of running variances that DL4J stores as log10 of their square root. The flat vector holds the variances. */
    static final String LOG_DEVIATION = "log10stdev";

    private final NetworkConfiguration configuration;
    private final @Nullable String refusal;
    private final ImageShape input;
    private final List<PlanLayer> layers;
    private final List<Operation> operations;
    private final IdentityHashMap<Parameter, Integer> offsets = new IdentityHashMap<>();
    private final List<Parameter> trainable;
    private final int trainableSize;
    private final int size;

    /** @param refusal why the network cannot be compiled; null if it can */
    private NetworkPlan(
            NetworkConfiguration configuration, ImageShape input, List<PlanLayer> layers, @Nullable String refusal) {
        this.configuration = configuration;
        this.refusal = refusal;
        this.input = input;
        this.layers = layers;
        this.operations = OperationOrder.of(layers);
        requireIntSize();
        int offset = 0;
        for (boolean isTrainable : new boolean[] {true, false}) {
            for (Parameter parameter : parametersInDl4jOrder()) {
                if (parameter.isTrainable() == isTrainable) {
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

    private void requireIntSize() {
        double all = 0;
        for (Parameter parameter : parametersInDl4jOrder()) {
            all += LongStream.of(parameter.shape()).asDoubleStream().reduce(1, (a, b) -> a * b);
        }
        requireIntSize(all);
    }

    static void requireIntSize(double all) {
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
     * @param model name, for error messages
     * @param json of a DL4J {@code MultiLayerConfiguration} or {@code ComputationGraphConfiguration}
     * @throws IllegalArgumentException naming the layer, if no engine supports the network
     */
    public static NetworkPlan of(String model, String json, ImageShape input) {
        Nd4jRuntime.start();
        NetworkConfiguration configuration;
        try {
            configuration = NetworkConfiguration.parse(json);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("model " + model + ": " + e.getMessage(), e);
        }
        return of(model, configuration, input);
    }

    private static NetworkPlan of(String model, NetworkConfiguration configuration, ImageShape input) {
        try {
            return new NetworkPlan(configuration, input, NetworkReader.read(model, configuration, input), null);
        } catch (UncompilableException e) {
            List<PlanLayer> layers = Dl4jNetworkReader.read(model, configuration, input);
            return new NetworkPlan(configuration, input, layers, e.getMessage());
        }
    }

    /**
     * Checks that the network can be compiled.
     *
     * @throws IllegalArgumentException naming the layer, if it cannot
     */
    public void requireCompilable() {
        if (refusal != null) {
            throw new IllegalArgumentException(refusal);
        }
    }

    /** Whether the network can be compiled; else only DL4J can run it. */
    public boolean isCompilable() {
        return refusal == null;
    }

    public NetworkConfiguration configuration() {
        return configuration;
    }

    /** Shape of an image. */
    public ImageShape input() {
        return input;
    }

    /** The layers of the configuration. */
    public List<PlanLayer> layers() {
        return layers;
    }

    /** All operations, in the order of the forward pass. */
    public List<Operation> operations() {
        return operations;
    }

    /** Number of outputs. */
    public int classes() {
        return operations.get(operations.size() - 1).outputShape().size();
    }

    /** Trainable parameters, in flat order. */
    public List<Parameter> trainable() {
        return trainable;
    }

    /** Number of trainable values, which are the start of the flat vector. */
    public int trainableSize() {
        return trainableSize;
    }

    /** Length of the flat vector, including running statistics. */
    public int size() {
        return size;
    }

    /** Offset of a parameter in the flat vector. */
    public int offset(Parameter parameter) {
        return Objects.requireNonNull(offsets.get(parameter), parameter.key());
    }

    /** Converts DL4J's flat vector to this plan's. */
    public float[] fromDl4j(float[] dl4j) {
        var flat = new float[size];
        forEachIndex((own, other, isLogarithm) ->
                flat[own] = isLogarithm ? (float) StrictMath.pow(10, 2.0 * dl4j[other]) : dl4j[other]);
        return flat;
    }

    /** Converts this plan's flat vector to DL4J's. */
    public float[] toDl4j(float[] flat) {
        var dl4j = new float[size];
        forEachIndex((own, other, isLogarithm) ->
                dl4j[other] = isLogarithm ? (float) (0.5 * StrictMath.log10(flat[own])) : flat[own]);
        return dl4j;
    }

    /** Index in DL4J's flat vector of each value of this plan's. */
    public int[] dl4jIndices() {
        var indices = new int[size];
        forEachIndex((own, other, isLogarithm) -> indices[own] = other);
        return indices;
    }

    /**
     * Returns the plan of the same network whose running variances DL4J does not store as logarithms: converting them to
     * and fro would lose bits.
     */
    public NetworkPlan withVariances() {
        return of("variances", configuration.withVariances(), input);
    }

    /** Visits an index of the flat vector with that of the same value in DL4J's. */
    private interface IndexVisitor {
        void visit(int own, int dl4j, boolean isLogarithm);
    }

    private void forEachIndex(IndexVisitor visitor) {
        int base = 0;
        for (Parameter parameter : parametersInDl4jOrder()) {
            int offset = offset(parameter);
            boolean isLogarithm = parameter.key().equals(LOG_DEVIATION);
            for (int i = 0; i < parameter.size(); i++) {
                visitor.visit(offset + i, base + parameter.dl4j().applyAsInt(i), isLogarithm);
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
