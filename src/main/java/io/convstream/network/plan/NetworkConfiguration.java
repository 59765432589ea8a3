package io.convstream.network.plan;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInitConstant;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** A DL4J configuration of either kind: a list of layers, or a graph. */
public final class NetworkConfiguration {

    private static final ObjectMapper MAPPER =
            NeuralNetConfiguration.mapper().copy().setPolymorphicTypeValidator(new ConfigurationTypeValidator());

    private final @Nullable MultiLayerConfiguration list;
    private final @Nullable ComputationGraphConfiguration graph;

    private NetworkConfiguration(
            @Nullable MultiLayerConfiguration list, @Nullable ComputationGraphConfiguration graph) {
        this.list = list;
        this.graph = graph;
    }

    /**
     * Parses the JSON of a {@code MultiLayerConfiguration} or {@code ComputationGraphConfiguration}.
     *
     * @throws IllegalArgumentException if it is not valid, naming the position
     */
    public static NetworkConfiguration parse(String json) {
        boolean isGraph = false;
        try {
            JsonNode tree = MAPPER.readTree(json);
            isGraph = tree.has("vertices");
            if (isGraph) {
                return new NetworkConfiguration(null, MAPPER.treeToValue(tree, ComputationGraphConfiguration.class));
            }
            if (tree.path("confs").isEmpty()) {
                throw new IllegalArgumentException("the configuration has no layers");
            }
            return new NetworkConfiguration(MAPPER.treeToValue(tree, MultiLayerConfiguration.class), null);
        } catch (NullPointerException e) { // from DL4J's deserializer
            throw new IllegalArgumentException(
                    "a layer has no field iupdater, weightInitFn, regularization or regularizationBias", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the configuration is not the JSON of a DL4J "
                            + (isGraph ? "ComputationGraphConfiguration: " : "MultiLayerConfiguration: ")
                            + String.valueOf(e.getMessage()).replaceAll("\\s+", " "),
                    e);
        }
    }

    public boolean isGraph() {
        return graph != null;
    }

    /** DL4J's configuration of a list, which it must be. */
    public MultiLayerConfiguration list() {
        return Objects.requireNonNull(list);
    }

    /** DL4J's configuration of a graph, which it must be. */
    public ComputationGraphConfiguration graph() {
        return Objects.requireNonNull(graph);
    }

    /** Configurations of the layers; those of a graph in any order. */
    public List<NeuralNetConfiguration> layers() {
        return graph == null
                ? list().getConfs()
                : graph.getVertices().values().stream()
                        .filter(LayerVertex.class::isInstance)
                        .map(vertex -> ((LayerVertex) vertex).getLayerConf())
                        .toList();
    }

    /** The last layer, whose output is the network's; null if the last vertex of the graph is not a layer. */
    public @Nullable NeuralNetConfiguration lastLayer() {
        if (graph == null) {
            return list().getConf(list().getConfs().size() - 1);
        }
        return graph.getVertices().get(graph.getNetworkOutputs().get(0)) instanceof LayerVertex vertex
                ? vertex.getLayerConf()
                : null;
    }

    /** Whether activations are {@code [images, height, width, channels]}, unlike DL4J's default. */
    public boolean isChannelsLast() {
        return toJson().contains("\"NHWC\"");
    }

    /** Whether the first layer takes vectors and nothing flattens the images for it. */
    public boolean isFlat() {
        Layer first = graph == null ? list().getConf(0).getLayer() : null;
        return first != null
                && list().getInputPreProcess(0) == null
                && first.getPreProcessorForInputType(InputType.convolutional(1, 1, 1)) != null;
    }

    /** Why only the compiled engine can train the network, as a sentence; null if DL4J can too. */
    public @Nullable String refusalOfDl4j() {
        for (NeuralNetConfiguration layer : layers()) {
            if (layer.getLayer() instanceof BatchNormalization normalization
                    && normalization.getBiasUpdater() != null
                    && !normalization.getBiasUpdater().equals(normalization.getIUpdater())) {
                return "DL4J trains scale and shift of batch normalization with one updater, but layer "
                        + normalization.getLayerName() + " has two";
            }
        }
        return graph == null && Whitening.is(0, list().getConf(0).getLayer())
                ? "DL4J does not compute the weights of the whitening layer"
                : null;
    }

    boolean countsEpochs() {
        return toJson().replaceAll("\\s", "").contains("\"scheduleType\":\"EPOCH\"");
    }

    /** Creates the network. DL4J draws its parameters from the random generator of the process. */
    public Model network() {
        return network(null);
    }

    /**
     * Creates the network.
     *
     * @param parameters {@code [1, parameters]} in DL4J's order, used and not copied; null to draw them
     */
    public Model network(@Nullable INDArray parameters) {
        if (graph == null) {
            var network = new MultiLayerNetwork(list().clone());
            network.init(parameters, false);
            return network;
        }
        var network = new ComputationGraph(graph.clone());
        network.init(parameters, false);
        return network;
    }

    /** Returns the layer's configuration; null of a vertex that is not a layer. */
    @Nullable
    NeuralNetConfiguration layer(PlanLayer layer) {
        if (graph == null) {
            return list().getConf(layer.index());
        }
        return graph.getVertices().get(layer.name()) instanceof LayerVertex vertex ? vertex.getLayerConf() : null;
    }

    /** Returns a copy from whose seed DL4J draws parameters. */
    NetworkConfiguration withSeed(long seed) {
        NetworkConfiguration copy = copy();
        copy.layers().forEach(layer -> layer.setSeed(seed));
        if (copy.isGraph()) {
            copy.graph().getDefaultConfiguration().setSeed(seed);
        }
        return copy;
    }

    /** Returns a copy from which DL4J can draw parameters that are then replaced. */
    NetworkConfiguration withoutPartialIdentities() {
        NetworkConfiguration copy = copy();
        for (NeuralNetConfiguration layer : copy.layers()) {
            if (PartialIdentity.is(layer.getLayer())) {
                ((ConvolutionLayer) layer.getLayer()).setWeightInitFn(new WeightInitConstant(0));
            }
        }
        return copy;
    }

    /** Returns a copy that stores running variances as such. DL4J loses this setting in JSON. */
    NetworkConfiguration withVariances() {
        NetworkConfiguration copy = copy();
        for (NeuralNetConfiguration layer : copy.layers()) {
            if (unwrapped(layer.getLayer()) instanceof BatchNormalization normalization) {
                normalization.setUseLogStd(false);
            }
        }
        return copy;
    }

    private static @Nullable Layer unwrapped(@Nullable Layer layer) {
        if (layer instanceof FrozenLayer frozen) {
            return unwrapped(frozen.getLayer());
        }
        return layer instanceof BaseWrapperLayer wrapper ? unwrapped(wrapper.getUnderlying()) : layer;
    }

    NetworkConfiguration copy() {
        return graph == null
                ? new NetworkConfiguration(list().clone(), null)
                : new NetworkConfiguration(null, graph.clone());
    }

    public String toJson() {
        return graph == null ? list().toJson() : graph.toJson();
    }
}
