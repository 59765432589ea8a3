package io.convstream.bench;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.nn.LocalResponseNormalization;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/** TensorFlow's Java API: a graph as in the tutorial, with one tower of several threads or several towers of one. */
final class TensorFlowPeer implements Peer {

    private final Graph graph = new Graph();
    private final Session session;
    private final Operand<TFloat32> probabilities;
    private final List<Op> updates = new ArrayList<>();
    private final Placeholder<TFloat32> pixels;
    private final Placeholder<TFloat32> targets;
    private final TFloat32 imageValues;
    private final TFloat32 targetValues;
    private final Problem problem;

    TensorFlowPeer(Problem problem, int threads, int towers) {
        this.problem = problem;
        Ops tf = Ops.create(graph);
        int batch = problem.batch();
        pixels = tf.placeholder(
                TFloat32.class,
                Placeholder.shape(Shape.of(batch, Problem.SIZE, Problem.SIZE, Problem.CHANNELS)));
        targets = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(batch, Problem.CLASSES)));
        imageValues = tensor(problem.pixels(), batch, Problem.SIZE, Problem.SIZE, Problem.CHANNELS);
        targetValues = tensor(problem.oneHot(), batch, Problem.CLASSES);

        List<Variable<TFloat32>> variables = new ArrayList<>();
        List<Op> initial = new ArrayList<>();
        for (int layer = 0; layer < problem.weights().length; layer++) {
            variables.add(variable(tf, initial, problem.weights()[layer], Problem.SHAPES[layer]));
            variables.add(variable(tf, initial, problem.biases()[layer], problem.biases()[layer].length));
        }
        probabilities = tf.nn.softmax(new Layers(tf, pixels, variables, batch).logits);
        List<List<Operand<TFloat32>>> gradients = new ArrayList<>();
        for (int tower = 0; tower < towers; tower++) {
            int share = batch / towers;
            Operand<TFloat32> x = part(tf, pixels, tower, share, Problem.SIZE, Problem.SIZE, Problem.CHANNELS);
            Operand<TFloat32> y = part(tf, targets, tower, share, Problem.CLASSES);
            var layers = new Layers(tf, x, variables, share);
            Operand<TFloat32> losses =
                    tf.nn.softmaxCrossEntropyWithLogits(layers.logits, y).loss();
            Operand<TFloat32> loss = tf.math.mul(tf.sum(losses, tf.constant(0)), tf.constant(1f / batch));
            gradients.add(layers.gradients(tf, loss));
        }
        List<Op> sums = new ArrayList<>();
        List<Operand<TFloat32>> changes = new ArrayList<>();
        for (int i = 0; i < variables.size(); i++) {
            List<Operand<TFloat32>> terms = new ArrayList<>();
            for (List<Operand<TFloat32>> own : gradients) {
                terms.add(own.get(i));
            }
            Operand<TFloat32> sum = towers == 1 ? terms.get(0) : tf.math.addN(terms);
            changes.add(sum);
            sums.add(sum);
        }
        // Variables change only after all gradients are computed.
        Ops afterGradients = tf.withControlDependencies(sums);
        for (int i = 0; i < variables.size(); i++) {
            updates.add(afterGradients.train.applyGradientDescent(
                    variables.get(i), tf.constant((float) Problem.LEARNING_RATE), changes.get(i)));
        }
        session = new Session(
                graph,
                ConfigProto.newBuilder()
                        .setIntraOpParallelismThreads(threads)
                        .setInterOpParallelismThreads(towers)
                        .build());
        Session.Runner runner = session.runner();
        initial.forEach(runner::addTarget);
        runner.run().close();
    }

    private static TFloat32 tensor(float[] values, long... shape) {
        return TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(values));
    }

    private static Variable<TFloat32> variable(Ops tf, List<Op> initial, float[] values, long... shape) {
        Variable<TFloat32> variable = tf.variable(Shape.of(shape), TFloat32.class);
        initial.add(tf.assign(variable, tf.constant(tensor(values, shape))));
        return variable;
    }

    private static Operand<TFloat32> part(Ops tf, Operand<TFloat32> all, int tower, int share, int... rest) {
        var begin = new int[rest.length + 1];
        var size = new int[rest.length + 1];
        begin[0] = tower * share;
        size[0] = share;
        System.arraycopy(rest, 0, size, 1, rest.length);
        return tf.slice(all, tf.constant(begin), tf.constant(size));
    }

    /** One tower's activations. */
    private static final class Layers {

        private final List<Variable<TFloat32>> variables;
        private final Operand<TFloat32> pool1;
        private final Operand<TFloat32> norm1;
        private final Operand<TFloat32> relu2;
        private final Operand<TFloat32> norm2;
        private final Operand<TFloat32> logits;

        Layers(Ops tf, Operand<TFloat32> pixels, List<Variable<TFloat32>> variables, int images) {
            this.variables = variables;
            pool1 = pooled(tf, convolution(tf, pixels, variables, 0));
            norm1 = normalized(tf, pool1);
            relu2 = convolution(tf, norm1, variables, 1);
            norm2 = normalized(tf, relu2);
            Operand<TFloat32> x =
                    tf.reshape(pooled(tf, norm2), tf.constant(new int[] {images, (int) Problem.SHAPES[2][0]}));
            x = tf.nn.relu(dense(tf, x, variables, 2));
            x = tf.nn.relu(dense(tf, x, variables, 3));
            logits = dense(tf, x, variables, 4);
        }

        /**
         * Gradients by variable. In segments, because the Java API's gradient of LRN ignores radius, alpha and beta.
         */
        List<Operand<TFloat32>> gradients(Ops tf, Operand<TFloat32> loss) {
            List<Operand<TFloat32>> all = new ArrayList<>();
            Operand<TFloat32> after = segment(tf, loss, null, norm2, 4, all);
            after = segment(tf, relu2, normalizedGradient(tf, after, relu2, norm2), norm1, 2, all);
            segment(tf, pool1, normalizedGradient(tf, after, pool1, norm1), null, 0, all);
            return all;
        }

        /** Inserts the gradients of the variables from {@code first} on before those in {@code all}. */
        private Operand<TFloat32> segment(
                Ops tf,
                Operand<TFloat32> end,
                @Nullable Operand<TFloat32> endGradient,
                @Nullable Operand<TFloat32> start,
                int first,
                List<Operand<TFloat32>> all) {
            int count = variables.size() - all.size() - first;
            List<Operand<?>> by = new ArrayList<>(variables.subList(first, first + count));
            if (start != null) {
                by.add(start);
            }
            Gradients gradients = endGradient == null
                    ? Gradients.create(tf.scope(), end, by)
                    : Gradients.create(tf.scope(), end, by, Gradients.dx(List.of(endGradient)));
            for (int i = 0; i < count; i++) {
                all.add(i, gradients.dy(i));
            }
            return gradients.dy(by.size() - 1);
        }
    }

    private static Operand<TFloat32> normalizedGradient(
            Ops tf, Operand<TFloat32> gradient, Operand<TFloat32> x, Operand<TFloat32> y) {
        Output<TFloat32> result = tf.scope()
                .opBuilder("LRNGrad", "LRNGrad")
                .addInput(gradient.asOutput())
                .addInput(x.asOutput())
                .addInput(y.asOutput())
                .setAttr("depth_radius", Problem.RADIUS)
                .setAttr("bias", 1f)
                .setAttr("alpha", (float) Problem.ALPHA)
                .setAttr("beta", (float) Problem.BETA)
                .build()
                .output(0);
        return result;
    }

    private static Operand<TFloat32> convolution(
            Ops tf, Operand<TFloat32> x, List<Variable<TFloat32>> variables, int layer) {
        Operand<TFloat32> y = tf.nn.conv2d(x, variables.get(2 * layer), List.of(1L, 1L, 1L, 1L), "SAME");
        return tf.nn.relu(tf.nn.biasAdd(y, variables.get(2 * layer + 1)));
    }

    private static Operand<TFloat32> pooled(Ops tf, Operand<TFloat32> x) {
        return tf.nn.maxPool(
                x, tf.constant(new int[] {1, 3, 3, 1}), tf.constant(new int[] {1, 2, 2, 1}), "SAME");
    }

    private static Operand<TFloat32> normalized(Ops tf, Operand<TFloat32> x) {
        return tf.nn.localResponseNormalization(
                x,
                LocalResponseNormalization.depthRadius((long) Problem.RADIUS),
                LocalResponseNormalization.bias(1f),
                LocalResponseNormalization.alpha((float) Problem.ALPHA),
                LocalResponseNormalization.beta((float) Problem.BETA));
    }

    private static Operand<TFloat32> dense(
            Ops tf, Operand<TFloat32> x, List<Variable<TFloat32>> variables, int layer) {
        return tf.nn.biasAdd(tf.linalg.matMul(x, variables.get(2 * layer)), variables.get(2 * layer + 1));
    }

    @Override
    public void train() {
        Session.Runner runner = session.runner().feed(pixels, imageValues).feed(targets, targetValues);
        updates.forEach(runner::addTarget);
        runner.run().close();
    }

    @Override
    public float[] probabilities() {
        try (var result = session.runner()
                .feed(pixels, imageValues)
                .fetch(probabilities)
                .run()) {
            var values = new float[problem.batch() * Problem.CLASSES];
            ((TFloat32) result.get(0)).copyTo(DataBuffers.of(values));
            return values;
        }
    }

    @Override
    public void close() {
        session.close();
        graph.close();
    }
}
