package io.convstream.network.engine;

import static io.convstream.network.nd4j.NativeMemory.in;

import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.nd4j.NativeOp;
import io.convstream.network.operation.Parameter;
import io.convstream.network.plan.NetworkPlan;
import io.convstream.network.plan.ParameterRange;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * ND4J's updaters over a part of the flat vector: one for each run of parameters with equal settings, as in DL4J's
 * UpdaterBlocks. It can take back its last {@link #apply}.
 *
 * <p>What updaters remember is kept and restored in DL4J's layout, whatever the parts: for each run one value for each
 * parameter, then the next (of Adam first all m, then all v).
 */
public final class Optimizer implements AutoCloseable {

    private final NativeMemory memory;
    private final List<Block> blocks = new ArrayList<>();
    private final List<Copy> layout = new ArrayList<>();
    private final INDArray state;
    private final NativeOp remember;
    private final NativeOp takeBack;
    private final int stateSize;

    private record Block(IUpdater settings, GradientUpdater<?> updater, INDArray gradient) {}

    /** Neighboring parameters of one updater. */
    private record Run(IUpdater settings, ParameterRange span) {

        int stateSize() {
            return Math.toIntExact(settings.stateSize(span.size()));
        }

        /** How many values the updater remembers for each parameter. */
        int memories() {
            return stateSize() / span.size();
        }
    }

    /** Where a stretch of our state lies in that of all parts. */
    private record Copy(int whole, int own, int size) {}

    /**
     * @param gradient {@code [1, trainable size]}: what {@link #apply} turns into the update
     * @param restored the state of all parts to go on from; empty for a fresh one
     */
    Optimizer(NetworkPlan network, ParameterRange part, INDArray gradient, float[] restored) {
        int offset = 0;
        int own = 0;
        for (Run run : runs(network)) {
            ParameterRange common = run.span().and(part);
            for (int i = 0; i < run.memories(); i++) {
                int whole = offset
                        + i * run.span().size()
                        + common.from()
                        - run.span().from();
                layout.add(new Copy(whole, own, common.size()));
                own += common.size();
            }
            offset += run.stateSize();
        }
        stateSize = own;
        memory = new NativeMemory(gradient.dataType());
        state = memory.array(1, Math.max(1, stateSize));
        INDArray before = memory.array(1, Math.max(1, stateSize));
        remember = memory.op("assign", in(before, state), before);
        takeBack = memory.op("assign", in(state, before), state);
        boolean fresh = restored.length == 0;
        if (!fresh) {
            var values = new float[stateSize];
            layout.forEach(copy -> System.arraycopy(restored, copy.whole(), values, copy.own(), copy.size()));
            NativeMemory.put(values, 0, stateSize, state);
        }
        own = 0;
        for (Run run : runs(network)) {
            ParameterRange common = run.span().and(part);
            if (common.size() > 0) {
                int size = run.memories() * common.size();
                // An updater without state is never given any.
                GradientUpdater<?> updater = size == 0
                        ? run.settings().instantiate((INDArray) null, false)
                        : run.settings().instantiate(NativeMemory.view(state, own, 1, size), fresh);
                blocks.add(new Block(
                        run.settings(), updater, NativeMemory.view(gradient, common.from(), 1, common.size())));
                own += size;
            }
        }
    }

    /** How many values the updaters of a network remember. */
    public static int stateSize(NetworkPlan network) {
        return runs(network).stream().mapToInt(Run::stateSize).sum();
    }

    /** In words, which updaters remember how much: "Nesterovs 1068298". */
    public static String memory(NetworkPlan network) {
        return runs(network).stream()
                .map(run -> run.settings().getClass().getSimpleName() + " " + run.stateSize())
                .collect(Collectors.joining(", "));
    }

    private static List<Run> runs(NetworkPlan network) {
        List<Run> runs = new ArrayList<>();
        for (Parameter parameter : network.trainable()) {
            int last = runs.size() - 1;
            IUpdater settings = parameter.neededUpdater();
            int from = network.offset(parameter);
            int to = from + parameter.size();
            if (last >= 0 && runs.get(last).settings().equals(settings)) {
                runs.set(
                        last,
                        new Run(
                                settings,
                                new ParameterRange(runs.get(last).span().from(), to)));
            } else {
                runs.add(new Run(settings, new ParameterRange(from, to)));
            }
        }
        return runs;
    }

    /** Of a network's first parameters; 1 for an updater that knows no learning rate. */
    static double learningRate(NetworkPlan network, int step) {
        IUpdater first = network.trainable().get(0).neededUpdater();
        return first.hasLearningRate() ? first.getLearningRate(step, 0) : 1;
    }

    /** Turns the gradient into what is to be subtracted from the parameters. */
    void apply(int step) {
        remember.run();
        for (Block block : blocks) {
            block.updater().applyUpdater(block.gradient(), step, 0);
        }
    }

    void takeBack() {
        takeBack.run();
    }

    /** Writes what this part remembers to its places in the state of all parts. */
    void copyState(float[] all) {
        if (stateSize > 0) {
            var values = new float[stateSize];
            NativeMemory.get(state, values);
            layout.forEach(copy -> System.arraycopy(values, copy.own(), all, copy.whole(), copy.size()));
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
