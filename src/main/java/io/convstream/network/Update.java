package io.convstream.network;

import static io.convstream.network.Memory.in;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What follows the gradients: their sum, L2, the updaters, the parameters and their averages. All or nothing. Each tower
 * does a part of the flat vector: on one thread it would take a twelfth of a step, in which the others wait.
 */
final class Update implements AutoCloseable {

    private final Network network;
    private final Weights weights;
    private final Memory memory;
    private final INDArray averages;
    private final Penalty penalty;
    private final Meeting meeting;
    private final List<Part> parts = new ArrayList<>();

    /**
     * How an update went.
     *
     * @param penalties each L2 term before it
     * @param gradientNorm of the total loss, L2 terms included
     * @param broken what was not finite, with nothing changed; empty where all went well
     */
    record Result(double[] penalties, double gradientNorm, String broken) {}

    /**
     * @param towers how many there are gradients of
     * @param averages of all parameters, in flat order
     * @param optimizerState to go on from; empty for a fresh one
     */
    Update(Network network, Weights weights, int towers, float[] averages, float[] optimizerState) {
        this.network = network;
        this.weights = weights;
        memory = new Memory(weights.type());
        try {
            this.averages = memory.array(1, network.size());
            Memory.put(averages, 0, averages.length, this.averages);
            penalty = new Penalty(network, weights.values());
            // The parameters lie on one GPU.
            List<Span> spans = Span.cut(network.trainableSize(), Native.isOnCpu() ? towers : 1);
            meeting = new Meeting(spans.size());
            for (Span span : spans) {
                parts.add(new Part(span, towers, optimizerState));
            }
        } catch (RuntimeException | Error e) {
            parts.forEach(part -> part.optimizer.close());
            memory.close();
            throw e;
        }
    }

    int penaltyTerms() {
        return penalty.count();
    }

    double learningRate(int step) {
        return Optimizer.learningRate(network, step);
    }

    float[] averages() {
        var copy = new float[Math.toIntExact(averages.length())];
        Memory.get(averages, copy);
        return copy;
    }

    float[] optimizerState() {
        var all = new float[Optimizer.stateSize(network)];
        parts.forEach(part -> part.optimizer.copyState(all));
        return all;
    }

    /**
     * Updates from gradients.
     *
     * @param learned of how many towers, from the first on
     * @param crossEntropy the loss without the L2 terms
     * @param inspection looks on; null where nobody does
     */
    Result run(
            Towers towers, int step, int learned, double crossEntropy, double decay, @Nullable Inspection inspection) {
        meeting.reset();
        var squares = new double[parts.size()];
        var valuesAreFinite = new boolean[parts.size()];
        var penalties = new double[penalty.count()];
        towers.run(
                parts.size(),
                index -> {
                    Part part = parts.get(index);
                    if (index == 0) {
                        System.arraycopy(penalty.values(), 0, penalties, 0, penalties.length);
                    }
                    squares[index] = part.sumGradients(learned);
                    meeting.await();
                    if (Double.isFinite(crossEntropy + sum(penalties)) && Double.isFinite(sum(squares))) {
                        if (inspection != null) {
                            if (index == 0) {
                                inspection.before(weights.values(), weights.gradient(0));
                            }
                            meeting.await();
                        }
                        valuesAreFinite[index] = part.apply(step);
                        meeting.await();
                        part.finish(all(valuesAreFinite), decay);
                        if (inspection != null && index == 0) {
                            inspection.update(weights.gradient(0));
                        }
                    }
                },
                meeting::breakUp);
        return new Result(
                penalties,
                Math.sqrt(sum(squares)),
                !Double.isFinite(crossEntropy + sum(penalties))
                        ? "the loss"
                        : !Double.isFinite(sum(squares))
                                ? "the gradient"
                                : all(valuesAreFinite) ? "" : "an updated parameter");
    }

    private static double sum(double[] values) {
        return Arrays.stream(values).sum();
    }

    private static boolean all(boolean[] parts) {
        for (boolean part : parts) {
            if (!part) {
                return false;
            }
        }
        return true;
    }

    /** What one thread updates. */
    private final class Part {

        private final boolean isLast;
        private final INDArray gradient;
        private final List<NativeOp> sums = new ArrayList<>();
        private final List<Runnable> penaltyGradients;
        private final Optimizer optimizer;
        private final INDArray values;
        private final INDArray partAverages;
        private final NativeOp remember;
        private final NativeOp subtract;
        private final NativeOp takeBack;

        /** The last part has the running statistics too, which lie behind all that learns. */
        Part(Span span, int towers, float[] optimizerState) {
            isLast = span.to() == network.trainableSize();
            int size = isLast ? network.size() - span.from() : span.size();
            gradient = gradient(0, span);
            for (int tower = 1; tower < towers; tower++) {
                sums.add(memory.op("add", in(gradient, gradient(tower, span)), gradient));
            }
            penaltyGradients = penalty.gradient(span, weights.gradient(0));
            optimizer = new Optimizer(network, span, weights.gradient(0), optimizerState);
            INDArray trainable = Memory.view(weights.values(), span.from(), 1, span.size());
            subtract = memory.op("subtract", in(trainable, gradient), trainable);
            values = Memory.view(weights.values(), span.from(), 1, size);
            INDArray before = memory.array(1, size);
            remember = memory.op("assign", in(before, values), before);
            takeBack = memory.op("assign", in(values, before), values);
            partAverages = Memory.view(averages, span.from(), 1, size);
        }

        private INDArray gradient(int tower, Span span) {
            return Memory.view(weights.gradient(tower), span.from(), 1, span.size());
        }

        /** Sums over towers, always in the same order, and adds the L2 terms'; gives the sum of the result's squares. */
        double sumGradients(int learned) {
            sums.subList(0, learned - 1).forEach(NativeOp::run);
            penaltyGradients.forEach(Runnable::run);
            return sumSquares(gradient);
        }

        /** Tells whether the new values are finite. */
        boolean apply(int step) {
            remember.run();
            optimizer.apply(step);
            subtract.run();
            if (isLast) {
                weights.takeNextStatistics();
            }
            return Double.isFinite(sumSquares(values));
        }

        void finish(boolean allAreFinite, double decay) {
            if (allAreFinite) {
                Nd4j.factory().level1().scal(partAverages.length(), decay, partAverages);
                Nd4j.factory().level1().axpy(partAverages.length(), 1 - decay, values, partAverages);
            } else {
                takeBack.run();
                optimizer.takeBack();
            }
        }

        /** Finite only where all values are. */
        private static double sumSquares(INDArray values) {
            return Nd4j.getBlasWrapper().dot(values, values);
        }
    }

    @Override
    public void close() {
        parts.forEach(part -> part.optimizer.close());
        memory.close();
    }
}
