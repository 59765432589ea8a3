package io.convstream.network.plan;

import io.convstream.image.ImageShape;
import io.convstream.network.operation.Operation;
import io.convstream.network.operation.UncompilableException;
import java.beans.Introspector;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;

/** Reads a DL4J configuration to a plan that can be compiled, or refuses it in one sentence. */
final class NetworkReader {

    private static final Pattern NULL_GETTER = Pattern.compile("get(\\w+)\\(\\)\" is null");

    private final String model;
    private final MultiLayerConfiguration configuration;
    private final List<PlanLayer> layers = new ArrayList<>();
    private ImageShape shape;

    private NetworkReader(String model, MultiLayerConfiguration configuration, ImageShape input) {
        this.model = model;
        this.configuration = configuration;
        this.shape = input;
    }

    /**
     * Reads a list of layers.
     *
     * @throws IllegalArgumentException naming the layer, if the compiled engine cannot run the network
     */
    static List<PlanLayer> read(String model, NetworkConfiguration configuration, ImageShape input) {
        if (configuration.isGraph()) {
            throw new UncompilableException(
                    "model " + model + ": it is a ComputationGraph, but only a" + " MultiLayerNetwork can be compiled");
        }
        var reader = new NetworkReader(model, configuration.list(), input);
        reader.checkGlobalSettings(configuration);
        for (int index = 0; index < configuration.layers().size(); index++) {
            reader.layer(index);
        }
        reader.checkOutputLayer();
        return List.copyOf(reader.layers);
    }

    private void checkGlobalSettings(NetworkConfiguration all) {
        if (configuration.getBackpropType() != BackpropType.Standard) {
            throw refusal("truncated back-propagation through time is not supported");
        }
        if (configuration.getDataType() != DataType.FLOAT) {
            throw refusal("data type " + configuration.getDataType() + " is not supported, only FLOAT");
        }
        if (all.countsEpochs()) {
            throw refusal("a schedule counts epochs, but a stream has none: use ScheduleType.ITERATION");
        }
    }

    private void layer(int index) {
        NeuralNetConfiguration conf = configuration.getConf(index);
        Layer layer = conf.getLayer();
        if (layer == null) {
            throw refusal("layer " + index + " has no field layer");
        }
        String name = layer.getLayerName() == null || layer.getLayerName().isBlank()
                ? layer.getClass().getSimpleName()
                : layer.getLayerName();
        try {
            if (!conf.isMinimize() || !conf.isMiniBatch()) {
                throw new IllegalArgumentException("only minimizing over mini-batches is supported");
            }
            if (conf.getOptimizationAlgo() == null) {
                throw new IllegalArgumentException("the field optimizationAlgo is missing");
            }
            boolean channelsFirst = isChannelsFirst(configuration.getInputPreProcess(index), index);
            var reader = new LayerReader(index, layer, shape, channelsFirst);
            List<String> inputs =
                    index == 0 ? List.of() : List.of(layers.get(index - 1).name());
            layers.add(new PlanLayer(index, uniqueName(name, index), inputs, reader.read(mayOverwrite())));
            shape = layers.stream()
                    .flatMap(done -> done.operations().stream())
                    .reduce((first, second) -> second)
                    .map(Operation::outputShape)
                    .orElse(shape);
        } catch (NullPointerException e) {
            throw new IllegalArgumentException(
                    "model " + model + ": layer " + index + " (" + name + "): " + missingField(e), e);
        } catch (IllegalArgumentException e) {
            String message = "model " + model + ": layer " + index + " (" + name + "): " + e.getMessage();
            throw e instanceof UncompilableException
                    ? new UncompilableException(message, e)
                    : new IllegalArgumentException(message, e);
        }
    }

    /** DL4J's JSON has no defaults: fields that are not in it are null. */
    private static String missingField(NullPointerException failure) {
        Matcher getter = NULL_GETTER.matcher(String.valueOf(failure.getMessage()));
        return getter.find()
                ? "the field " + Introspector.decapitalize(getter.group(1)) + " is missing"
                : "a field is missing";
    }

    private String uniqueName(String name, int index) {
        return layers.stream().anyMatch(layer -> layer.name().equals(name)) ? name + "_" + index : name;
    }

    /** Whether the next operation may overwrite the output of the last one so far. */
    private boolean mayOverwrite() {
        return layers.stream()
                .flatMap(done -> done.operations().stream())
                .reduce((first, second) -> second)
                .map(operation -> !operation.keepsOutput())
                .orElse(false);
    }

    /** Whether the layer's input is flattened from {@code [channels, height, width]}. */
    private boolean isChannelsFirst(@Nullable InputPreProcessor processor, int index) {
        if (processor == null || (index == 0 && processor instanceof FeedForwardToCnnPreProcessor)) {
            return false;
        }
        if (processor.getClass() == CnnToFeedForwardPreProcessor.class) {
            return ((CnnToFeedForwardPreProcessor) processor).getFormat() != CNN2DFormat.NHWC;
        }
        throw new UncompilableException(
                "input preprocessor " + processor.getClass().getSimpleName() + " is not supported");
    }

    private void checkOutputLayer() {
        int last = configuration.getConfs().size() - 1;
        if (configuration.getConf(last).getLayer().getClass() != OutputLayer.class) {
            throw new UncompilableException("model " + model + ": the last layer must be an OutputLayer, not "
                    + configuration.getConf(last).getLayer().getClass().getSimpleName());
        }
        for (int index = 0; index < last; index++) {
            if (configuration.getConf(index).getLayer() instanceof OutputLayer) {
                throw refusal("layer " + index + " is an OutputLayer but not the last layer");
            }
        }
    }

    private IllegalArgumentException refusal(String why) {
        return new IllegalArgumentException("model " + model + ": " + why);
    }
}
