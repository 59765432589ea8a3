package io.convstream.network;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * ND4J's updaters over the flat vector: one for each run of parameters with equal settings, as in DL4J's UpdaterBlocks.
 * It can take back its last {@link #apply}.
 */
final class Optimizer implements AutoCloseable {

    private final Memory memory;
    private final List<Block> blocks = new ArrayList<>();
    private final INDArray state;
    private final INDArray before;
    private final int stateSize;

    private record Block(IUpdater settings, GradientUpdater<?> updater, INDArray gradient) {}

    private record Span(IUpdater settings, long from, long size) {}

    /**
     * @param gradient {@code [1, trainable size]}: what {@link #apply} turns into the update
     * @param restored the state to go on from; empty for a fresh one
     */
    Optimizer(Network network, INDArray gradient, float[] restored) {
        List<Span> spans = spans(network);
        stateSize = stateSize(network);
        memory = new Memory(gradient.dataType());
        state = memory.array(1, Math.max(1, stateSize));
        before = memory.array(1, Math.max(1, stateSize));
        boolean fresh = restored.length == 0;
        if (!fresh) {
            Memory.put(restored, 0, restored.length, state);
        }
        long offset = 0;
        for (Span span : spans) {
            long size = span.settings().stateSize(span.size());
            // An updater without state is never given any.
            GradientUpdater<?> updater = size == 0
                    ? span.settings().instantiate((INDArray) null, false)
                    : span.settings().instantiate(Memory.view(state, offset, 1, size), fresh);
            blocks.add(new Block(span.settings(), updater, Memory.view(gradient, span.from(), 1, span.size())));
            offset += size;
        }
    }

    /** How many values the updaters of a network remember. */
    static int stateSize(Network network) {
        return Math.toIntExact(spans(network).stream()
                .mapToLong(span -> span.settings().stateSize(span.size()))
                .sum());
    }

    /** In words, which updaters remember how much: "Nesterovs 1068298". */
    static String memory(Network network) {
        return spans(network).stream()
                .map(span -> span.settings().getClass().getSimpleName() + " "
                        + span.settings().stateSize(span.size()))
                .collect(Collectors.joining(", "));
    }

    private static List<Span> spans(Network network) {
        List<Span> spans = new ArrayList<>();
        for (Parameter parameter : network.trainable()) {
            int last = spans.size() - 1;
            IUpdater settings = parameter.neededUpdater();
            if (last >= 0 && spans.get(last).settings().equals(settings)) {
                Span span = spans.get(last);
                spans.set(last, new Span(settings, span.from(), span.size() + parameter.size()));
            } else {
                spans.add(new Span(settings, network.offset(parameter), parameter.size()));
            }
        }
        return spans;
    }

    /** Of the first block; 1 for an updater that knows no learning rate. */
    double learningRate(int step) {
        IUpdater first = blocks.get(0).settings();
        return first.hasLearningRate() ? first.getLearningRate(step, 0) : 1;
    }

    /** Turns the gradient into what is to be subtracted from the parameters. */
    void apply(int step) {
        before.assign(state);
        for (Block block : blocks) {
            block.updater().applyUpdater(block.gradient(), step, 0);
        }
    }

    void takeBack() {
        state.assign(before);
    }

    float[] state() {
        var copy = new float[stateSize];
        if (stateSize > 0) {
            Memory.get(state, copy);
        }
        return copy;
    }

    @Override
    public void close() {
        memory.close();
    }
}
