package io.convstream.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
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
        int size = problem.size();
        pixels = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(batch, size, size, Problem.CHANNELS)));
        targets = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(batch, Problem.CLASSES)));
        imageValues = TensorFlowVariables.tensor(problem.pixels(), batch, size, size, Problem.CHANNELS);
        targetValues = TensorFlowVariables.tensor(problem.oneHot(), batch, Problem.CLASSES);
        var variables = new TensorFlowVariables(tf);
        probabilities = tf.nn.softmax(problem.logits(new TensorFlowTower(tf, variables, false), pixels));
        List<Map<Variable<TFloat32>, Operand<TFloat32>>> gradients = new ArrayList<>();
        for (int tower = 0; tower < towers; tower++) {
            gradients.add(gradients(tf, variables, tower, batch / towers));
        }
        update(tf, variables, gradients);
        session = new Session(
                graph,
                ConfigProto.newBuilder()
                        .setIntraOpParallelismThreads(threads)
                        .setInterOpParallelismThreads(towers)
                        .build());
        Session.Runner runner = session.runner();
        variables.initializers().forEach(runner::addTarget);
        runner.run().close();
    }

    private Map<Variable<TFloat32>, Operand<TFloat32>> gradients(
            Ops tf, TensorFlowVariables variables, int tower, int share) {
        Operand<TFloat32> x = part(tf, pixels, tower, share, problem.size(), problem.size(), Problem.CHANNELS);
        Operand<TFloat32> y = part(tf, targets, tower, share, Problem.CLASSES);
        var layers = new TensorFlowTower(tf, variables, true);
        Operand<TFloat32> logits = problem.logits(layers, x);
        Operand<TFloat32> losses =
                tf.nn.softmaxCrossEntropyWithLogits(logits, y).loss();
        Operand<TFloat32> loss = tf.math.mul(tf.sum(losses, tf.constant(0)), tf.constant(1f / problem.batch()));
        updates.addAll(layers.statisticsUpdates());
        return layers.gradients(loss);
    }

    private static Operand<TFloat32> part(Ops tf, Operand<TFloat32> all, int tower, int share, int... rest) {
        var begin = new int[rest.length + 1];
        var size = new int[rest.length + 1];
        begin[0] = tower * share;
        size[0] = share;
        System.arraycopy(rest, 0, size, 1, rest.length);
        return tf.slice(all, tf.constant(begin), tf.constant(size));
    }

    /** Adds the updates of the variables, which change only after all gradients are computed. */
    private void update(
            Ops tf, TensorFlowVariables variables, List<Map<Variable<TFloat32>, Operand<TFloat32>>> gradients) {
        List<Op> sums = new ArrayList<>();
        List<Operand<TFloat32>> changes = new ArrayList<>();
        for (Variable<TFloat32> variable : variables.trained()) {
            List<Operand<TFloat32>> terms = new ArrayList<>();
            for (Map<Variable<TFloat32>, Operand<TFloat32>> own : gradients) {
                terms.add(Objects.requireNonNull(own.get(variable)));
            }
            Operand<TFloat32> sum = terms.size() == 1 ? terms.get(0) : tf.math.addN(terms);
            changes.add(sum);
            sums.add(sum);
        }
        Ops afterGradients = tf.withControlDependencies(sums);
        for (int i = 0; i < changes.size(); i++) {
            updates.add(afterGradients.train.applyGradientDescent(
                    variables.trained().get(i), tf.constant((float) Problem.LEARNING_RATE), changes.get(i)));
        }
    }

    @Override
    public void train() {
        Session.Runner runner = session.runner().feed(pixels, imageValues).feed(targets, targetValues);
        updates.forEach(runner::addTarget);
        runner.run().close();
    }

    @Override
    public float[] probabilities() {
        try (var result =
                session.runner().feed(pixels, imageValues).fetch(probabilities).run()) {
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
