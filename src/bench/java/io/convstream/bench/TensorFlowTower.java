package io.convstream.bench;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.op.nn.LocalResponseNormalization;
import org.tensorflow.types.TFloat32;

/** The layers of one tower in a TensorFlow graph, of images {@code [images, height, width, channels]}. */
final class TensorFlowTower implements Operations<Operand<TFloat32>> {

    private final Ops tf;
    private final TensorFlowVariables variables;
    private final boolean training;
    private final List<Op> statisticsUpdates = new ArrayList<>();
    private final Deque<Segment> finished = new ArrayDeque<>();
    private @Nullable Operand<TFloat32> start;
    private List<Variable<TFloat32>> used = new ArrayList<>();

    /**
     * Layers up to a local response normalization, which is not part of them.
     *
     * @param start input; null: the images
     * @param used their variables
     * @param end input of the normalization
     * @param normalized its output
     */
    private record Segment(
            @Nullable Operand<TFloat32> start,
            List<Variable<TFloat32>> used,
            Operand<TFloat32> end,
            Operand<TFloat32> normalized,
            Layer.ResponseNormalization normalization) {}

    TensorFlowTower(Ops tf, TensorFlowVariables variables, boolean training) {
        this.tf = tf;
        this.variables = variables;
        this.training = training;
    }

    /** Operations that update the running statistics of batch normalization. */
    List<Op> statisticsUpdates() {
        return statisticsUpdates;
    }

    /**
     * Returns the gradient of each variable, in segments, because the Java API's gradient of LRN ignores radius, alpha
     * and beta.
     */
    Map<Variable<TFloat32>, Operand<TFloat32>> gradients(Operand<TFloat32> loss) {
        Map<Variable<TFloat32>, Operand<TFloat32>> all = new HashMap<>();
        Operand<TFloat32> after = segment(loss, null, start, used, all);
        while (!finished.isEmpty()) {
            Segment segment = finished.pop();
            Operand<TFloat32> before = responseGradient(after, segment);
            after = segment(segment.end(), before, segment.start(), segment.used(), all);
        }
        return all;
    }

    /** Adds the gradients of the used variables, and returns that of the start. */
    private Operand<TFloat32> segment(
            Operand<TFloat32> end,
            @Nullable Operand<TFloat32> endGradient,
            @Nullable Operand<TFloat32> from,
            List<Variable<TFloat32>> by,
            Map<Variable<TFloat32>, Operand<TFloat32>> all) {
        List<Operand<?>> operands = new ArrayList<>(by);
        if (from != null) {
            operands.add(from);
        }
        Gradients gradients = endGradient == null
                ? Gradients.create(tf.scope(), end, operands)
                : Gradients.create(tf.scope(), end, operands, Gradients.dx(List.of(endGradient)));
        for (int i = 0; i < by.size(); i++) {
            all.put(by.get(i), gradients.dy(i));
        }
        return gradients.dy(operands.size() - 1);
    }

    private Operand<TFloat32> responseGradient(Operand<TFloat32> gradient, Segment segment) {
        Output<TFloat32> result = tf.scope()
                .opBuilder("LRNGrad", "LRNGrad")
                .addInput(gradient.asOutput())
                .addInput(segment.end().asOutput())
                .addInput(segment.normalized().asOutput())
                .setAttr("depth_radius", segment.normalization().radius())
                .setAttr("bias", 1f)
                .setAttr("alpha", (float) segment.normalization().alpha())
                .setAttr("beta", (float) segment.normalization().beta())
                .build()
                .output(0);
        return result;
    }

    private Operand<TFloat32> parameter(Layer.Values values) {
        if (!values.trained()) {
            return tf.constant(TensorFlowVariables.tensor(values.array(), values.shape()));
        }
        Variable<TFloat32> variable = variables.trained(values);
        used.add(variable);
        return variable;
    }

    @Override
    public Operand<TFloat32> convolution(Operand<TFloat32> x, Layer.Convolution layer) {
        String padding = layer.same() ? "SAME" : "VALID";
        return biased(tf.nn.conv2d(x, parameter(layer.weights()), List.of(1L, 1L, 1L, 1L), padding), layer.bias());
    }

    private Operand<TFloat32> biased(Operand<TFloat32> x, Layer.@Nullable Values bias) {
        return bias == null ? x : tf.nn.biasAdd(x, parameter(bias));
    }

    @Override
    public Operand<TFloat32> dense(Operand<TFloat32> x, Layer.Dense layer) {
        int images = (int) x.shape().get(0);
        int inputs = (int) layer.weights().shape()[0];
        Operand<TFloat32> rows =
                x.shape().numDimensions() == 2 ? x : tf.reshape(x, tf.constant(new int[] {images, inputs}));
        return biased(tf.linalg.matMul(rows, parameter(layer.weights())), layer.bias());
    }

    @Override
    public Operand<TFloat32> batchNormalization(Operand<TFloat32> x, Layer.BatchNormalization layer) {
        Shape shape = x.shape();
        double correction = Layer.BatchNormalization.correction(shape.size() / shape.get(3));
        Variable<TFloat32> mean = variables.statistics(layer.mean(), 1);
        Variable<TFloat32> variance = variables.statistics(layer.variance(), correction);
        FusedBatchNorm<TFloat32, TFloat32> result = tf.nn.fusedBatchNorm(
                x,
                parameter(layer.gamma()),
                parameter(layer.beta()),
                mean,
                training ? variance : tf.math.mul(variance, tf.constant((float) (1 / correction))),
                FusedBatchNorm.isTraining(training),
                FusedBatchNorm.epsilon((float) layer.epsilon()),
                FusedBatchNorm.exponentialAvgFactor((float) (1 - layer.decay())));
        if (training) {
            statisticsUpdates.add(tf.assign(mean, result.batchMean()));
            statisticsUpdates.add(tf.assign(variance, result.batchVariance()));
        }
        return result.y();
    }

    @Override
    public Operand<TFloat32> responseNormalization(Operand<TFloat32> x, Layer.ResponseNormalization layer) {
        Operand<TFloat32> y = tf.nn.localResponseNormalization(
                x,
                LocalResponseNormalization.depthRadius((long) layer.radius()),
                LocalResponseNormalization.bias(1f),
                LocalResponseNormalization.alpha((float) layer.alpha()),
                LocalResponseNormalization.beta((float) layer.beta()));
        finished.push(new Segment(start, used, x, y, layer));
        start = y;
        used = new ArrayList<>();
        return y;
    }

    @Override
    public Operand<TFloat32> maxPooling(Operand<TFloat32> x, Layer.MaxPooling layer) {
        return tf.nn.maxPool(
                x,
                tf.constant(new int[] {1, layer.size(), layer.size(), 1}),
                tf.constant(new int[] {1, layer.stride(), layer.stride(), 1}),
                layer.same() ? "SAME" : "VALID");
    }

    @Override
    public Operand<TFloat32> relu(Operand<TFloat32> x) {
        return tf.nn.relu(x);
    }

    @Override
    public Operand<TFloat32> gelu(Operand<TFloat32> x) {
        return tf.math.mul(x, tf.math.sigmoid(tf.math.mul(x, tf.constant((float) Layer.Gelu.FACTOR))));
    }

    @Override
    public Operand<TFloat32> division(Operand<TFloat32> x, Layer.Division layer) {
        return tf.math.mul(x, tf.constant((float) (1 / layer.divisor())));
    }
}
