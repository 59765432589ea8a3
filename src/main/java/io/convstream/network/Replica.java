package io.convstream.network;

import io.convstream.image.PictureShape;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A network bound to buffers for so many pictures: one tower's share of a batch, or a classifier's batch. */
final class Replica implements AutoCloseable {

    private final Network network;
    private final Weights weights;
    private final Team team;
    private final Share share;
    private final Memory memory;
    private final Signal input;
    private final List<Running> stages = new ArrayList<>();
    private final SoftmaxLoss loss;

    /**
     * What a replica has of the batch.
     *
     * @param tower whose it is
     * @param firstImage the first picture's index in the batch
     * @param images how many pictures
     */
    record Share(int tower, int firstImage, int images) {}

    Replica(Network network, Weights weights, Team team, Share share) {
        this.network = network;
        this.weights = weights;
        this.team = team;
        this.share = share;
        this.memory = new Memory(weights.type());
        try {
            PictureShape in = network.input();
            input = new Signal(memory.array(share.images(), in.height(), in.width(), in.channels()), null);
            Signal signal = input;
            for (Stage stage : network.stages()) {
                Running running = stage.bind(this, signal);
                stages.add(running);
                signal = running.out();
            }
            loss = new SoftmaxLoss(signal, share.images(), network.classes());
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    Memory memory() {
        return memory;
    }

    int images() {
        return share.images();
    }

    int firstImage() {
        return share.firstImage();
    }

    int tower() {
        return share.tower();
    }

    boolean isFirst() {
        return share.tower() == 0;
    }

    /** The number of pictures in the whole batch. */
    int teamImages() {
        return team.images();
    }

    boolean isTraining() {
        return weights.isTraining();
    }

    long seed() {
        return team.seed();
    }

    /** The number of the step that is computed. */
    long step() {
        return team.step();
    }

    /** Buffers for what a stage puts out, with a gradient where it is wanted and anything learns. */
    Signal signal(PictureShape shape, boolean wanted) {
        long[] dimensions = {images(), shape.height(), shape.width(), shape.channels()};
        return new Signal(memory.array(dimensions), wanted && isTraining() ? memory.array(dimensions) : null);
    }

    INDArray value(Parameter parameter) {
        return Memory.view(weights.values(), network.offset(parameter), parameter.shape());
    }

    INDArray gradient(Parameter parameter) {
        return Memory.view(weights.gradient(tower()), network.offset(parameter), parameter.shape());
    }

    /** Where the running statistics go that shall hold after this step. */
    INDArray nextStatistics(Parameter parameter) {
        return Memory.view(
                weights.nextStatistics(), network.offset(parameter) - network.trainableSize(), parameter.shape());
    }

    /** The next array {@code [towers, columns]} that all replicas of the team share: all ask in the same order. */
    INDArray sharedRows(long columns) {
        return team.sharedRows(tower(), columns);
    }

    /** Waits until all replicas of the team have come this far. */
    void meetOthers() {
        team.meeting().await();
    }

    /** From pictures to logits. The pictures are those of the whole batch. */
    void forward(float[] pictures) {
        int size = network.input().size();
        Memory.put(pictures, firstImage() * size, images() * size, input.values());
        for (Running stage : stages) {
            stage.forward();
        }
    }

    /** Cross entropy and its gradient by the logits, then every parameter's gradient. */
    SoftmaxLoss.Sums backward(int[] labels, double smoothing) {
        SoftmaxLoss.Sums sums = loss.run(labels, firstImage(), smoothing, teamImages());
        for (int i = stages.size() - 1; i >= 0; i--) {
            stages.get(i).backward();
        }
        return sums;
    }

    /** How what each of these layers has put out is distributed. */
    Tally[] activations(List<LearningLayer> layers) {
        return layers.stream()
                .map(layer -> Tally.of(stages.get(layer.stage()).out().values(), layer.rectified()))
                .toArray(Tally[]::new);
    }

    /** Normalised probabilities after {@link #forward}, into the whole batch's array. */
    void probabilities(float[] target) {
        loss.probabilities(target, firstImage() * network.classes());
    }

    @Override
    public void close() {
        memory.close();
    }
}
