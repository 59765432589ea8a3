package io.convstream.network.plan;

import io.convstream.image.ImageShape;
import io.convstream.network.operation.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * Reads a DL4J configuration to a plan whose layers DL4J runs: any list of layers or graph from one image to one softmax
 * over the classes. The flat vector is in DL4J's order, except that running statistics are last.
 */
final class Dl4jNetworkReader {

    private final String model;
    private final NetworkConfiguration configuration;
    private final ImageShape input;

    private Dl4jNetworkReader(String model, NetworkConfiguration configuration, ImageShape input) {
        this.model = model;
        this.configuration = configuration;
        this.input = input;
    }

    /** @throws IllegalArgumentException if the network does not classify single images of this size */
    static List<PlanLayer> read(String model, NetworkConfiguration configuration, ImageShape input) {
        var reader = new Dl4jNetworkReader(model, configuration, input);
        try {
            reader.checkGlobalSettings();
            return reader.layers();
        } catch (RuntimeException e) { // DL4J throws many types
            throw e instanceof Refusal
                    ? e
                    : reader.refusal("DL4J cannot run it on images of " + input + ": " + sentence(e));
        }
    }

    /** A refusal in a sentence of ours. */
    private static final class Refusal extends IllegalArgumentException {

        private static final long serialVersionUID = 1;

        Refusal(String message) {
            super(message);
        }
    }

    /** A layer or vertex, before its parameters are known. */
    private record Part(String name, List<String> inputs, String kind, InputType output) {}

    private List<PlanLayer> layers() {
        List<Part> parts = parts();
        checkOutputLayer();
        NetworkPlan.requireIntSize((double) size());
        require(size() > 0, "it has no parameters to train");
        List<PlanLayer> layers = new ArrayList<>();
        try (INDArray values = Nd4j.create(DataType.FLOAT, 1, size())) {
            ImageShape in = input;
            Model network = configuration.network(values);
            for (Part part : inFlatOrder(parts, network)) {
                int index = layers.size();
                Trainable trainable = network instanceof ComputationGraph graph
                        ? graph.getVertex(part.name())
                        : ((MultiLayerNetwork) network).getLayer(index);
                var layer = new Dl4jLayer(in, shape(part), part.kind(), parameters(trainable));
                layers.add(new PlanLayer(index, part.name(), part.inputs(), List.of(layer)));
                in = layer.outputShape();
            }
        }
        return List.copyOf(layers);
    }

    private void checkGlobalSettings() {
        if (configuration.isGraph()) {
            require(configuration.graph().getNetworkInputs().size() == 1, "it has several inputs, but an image is one");
            require(
                    configuration.graph().getNetworkOutputs().size() == 1,
                    "it has several outputs, but a class is one");
        }
        BackpropType type = configuration.isGraph()
                ? configuration.graph().getBackpropType()
                : configuration.list().getBackpropType();
        require(type == BackpropType.Standard, "truncated back-propagation through time is not supported");
        DataType data = configuration.isGraph()
                ? configuration.graph().getDataType()
                : configuration.list().getDataType();
        require(data == DataType.FLOAT, "data type " + data + " is not supported, only FLOAT");
        require(
                !configuration.countsEpochs(),
                "a schedule counts epochs, but a stream has none: use ScheduleType.ITERATION");
    }

    private List<Part> parts() {
        CNN2DFormat format = configuration.isChannelsLast() ? CNN2DFormat.NHWC : CNN2DFormat.NCHW;
        InputType image = InputType.convolutional(input.height(), input.width(), input.channels(), format);
        return configuration.isGraph() ? vertices(image) : layers(image);
    }

    private List<Part> layers(InputType image) {
        MultiLayerConfiguration list = configuration.list();
        List<InputType> outputs =
                list.getLayerActivationTypes(configuration.isFlat() ? InputType.feedForward(input.size()) : image);
        List<Part> parts = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < outputs.size(); i++) {
            Layer layer = list.getConf(i).getLayer();
            String kind = layer.getClass().getSimpleName();
            String own = layer.getLayerName();
            String name = own == null || own.isBlank() ? kind : own;
            List<String> inputs = i == 0 ? List.of() : List.of(parts.get(i - 1).name());
            parts.add(new Part(names.add(name) ? name : name + "_" + i, inputs, kind, outputs.get(i)));
        }
        return parts;
    }

    private List<Part> vertices(InputType image) {
        ComputationGraphConfiguration graph = configuration.copy().graph();
        List<Part> parts = new ArrayList<>();
        graph.getLayerActivationTypes(true, false, image).forEach((name, output) -> {
            GraphVertex vertex = graph.getVertices().get(name);
            if (vertex != null) {
                Object kind = vertex instanceof LayerVertex layer
                        ? layer.getLayerConf().getLayer()
                        : vertex;
                List<String> inputs = new ArrayList<>(graph.getVertexInputs().get(name));
                String description = kind.getClass().getSimpleName() + " of " + String.join(", ", inputs);
                inputs.removeAll(graph.getNetworkInputs());
                parts.add(new Part(name, inputs, description, output));
            }
        });
        return parts;
    }

    /** DL4J's flat vector of a graph has the order in which the vertices run. */
    private static List<Part> inFlatOrder(List<Part> parts, Model network) {
        if (!(network instanceof ComputationGraph graph)) {
            return parts;
        }
        List<String> order = Arrays.stream(graph.topologicalSortOrder())
                .mapToObj(index -> graph.getVertices()[index].getVertexName())
                .toList();
        return parts.stream()
                .sorted(Comparator.comparing(part -> order.indexOf(part.name())))
                .toList();
    }

    private long size() {
        return configuration.isGraph()
                ? configuration.graph().getVertices().values().stream()
                        .mapToLong(vertex -> vertex.numParams(true))
                        .sum()
                : configuration.list().getConfs().stream()
                        .mapToLong(conf -> conf.getLayer().initializer().numParams(conf))
                        .sum();
    }

    private void checkOutputLayer() {
        NeuralNetConfiguration last = configuration.lastLayer();
        Layer layer = last == null ? null : last.getLayer();
        if (layer instanceof BaseOutputLayer output) {
            checkLoss(output.getActivationFn(), output.getLossFn());
        } else if (layer instanceof LossLayer loss) {
            checkLoss(loss.getActivationFn(), loss.getLossFn());
        } else {
            throw refusal("the last layer must be an OutputLayer, not "
                    + (layer == null ? "a vertex" : layer.getClass().getSimpleName()));
        }
    }

    private void checkLoss(IActivation activation, ILossFunction loss) {
        require(
                activation instanceof ActivationSoftmax && LayerRules.isCrossEntropy(loss),
                "the last layer: only softmax with MCXENT or NEGATIVELOGLIKELIHOOD is supported");
    }

    private static List<Parameter> parameters(Trainable part) {
        Map<String, INDArray> arrays = part.paramTable(false);
        return arrays == null
                ? List.of()
                : arrays.entrySet().stream()
                        .map(entry -> parameter(part, entry.getKey(), entry.getValue()))
                        .toList();
    }

    private static Parameter parameter(Trainable part, String key, INDArray array) {
        TrainingConfig settings = part.getConfig();
        boolean trainable = Dl4jLayer.isTrained(part, key);
        List<Regularization> terms = settings.getRegularizationByParam(key);
        double l2 = 0;
        for (Regularization term : terms == null ? List.<Regularization>of() : terms) {
            l2 += term instanceof L2Regularization weights ? weights.getL2().valueAt(0, 0) : 0;
        }
        boolean penalized = trainable && terms != null && !terms.isEmpty();
        return new Parameter(
                key, array.shape(), l2, penalized, trainable ? settings.getUpdaterByParam(key) : null, i -> i);
    }

    private ImageShape shape(Part part) {
        InputType type = part.output();
        if (type instanceof InputType.InputTypeConvolutional image) {
            return new ImageShape((int) image.getHeight(), (int) image.getWidth(), (int) image.getChannels());
        }
        if (type instanceof InputType.InputTypeFeedForward vector) {
            return new ImageShape(1, 1, (int) vector.getSize());
        }
        if (type instanceof InputType.InputTypeConvolutionalFlat flat) {
            return new ImageShape((int) flat.getHeight(), (int) flat.getWidth(), (int) flat.getDepth());
        }
        throw refusal(
                "layer " + part.name() + " puts out a sequence or volume, but only images and vectors are supported");
    }

    private static String sentence(RuntimeException failure) {
        return String.valueOf(failure.getMessage()).replaceAll("\\s+", " ");
    }

    private void require(boolean holds, String sentence) {
        if (!holds) {
            throw refusal(sentence);
        }
    }

    private IllegalArgumentException refusal(String why) {
        return new Refusal("model " + model + ": " + why);
    }
}
