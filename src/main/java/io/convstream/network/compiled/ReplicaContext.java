package io.convstream.network.compiled;

import io.convstream.image.ImageShape;
import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.operation.Activations;
import io.convstream.network.operation.BindContext;
import io.convstream.network.operation.Parameter;
import io.convstream.network.plan.NetworkPlan;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Memory, share of the batch and parameters of one replica. */
final class ReplicaContext implements BindContext, AutoCloseable {

    private final NetworkPlan plan;
    private final SharedParameters parameters;
    private final StepContext step;
    private final Share share;
    private final NativeMemory memory;
    private int sharedArrays;

    /**
     * Share of a batch.
     *
     * @param tower index of the replica among those of the model, from 0
     * @param firstImage index of its first image in the batch
     * @param images number of images
     */
    record Share(int tower, int firstImage, int images) {}

    ReplicaContext(NetworkPlan plan, SharedParameters parameters, StepContext step, Share share) {
        this.plan = plan;
        this.parameters = parameters;
        this.step = step;
        this.share = share;
        this.memory = new NativeMemory(parameters.type());
    }

    @Override
    public NativeMemory memory() {
        return memory;
    }

    @Override
    public int images() {
        return share.images();
    }

    @Override
    public int firstImage() {
        return share.firstImage();
    }

    @Override
    public int batchImages() {
        return step.images();
    }

    @Override
    public int tower() {
        return share.tower();
    }

    @Override
    public boolean isFirst() {
        return share.tower() == step.towers().firstOwn();
    }

    @Override
    public boolean isTraining() {
        return parameters.isTraining();
    }

    @Override
    public long seed() {
        return step.seed();
    }

    @Override
    public long step() {
        return step.step();
    }

    @Override
    public Activations activations(ImageShape shape, boolean withGradient) {
        long[] dimensions = {images(), shape.height(), shape.width(), shape.channels()};
        return new Activations(
                memory.array(dimensions), withGradient && isTraining() ? memory.array(dimensions) : null);
    }

    @Override
    public INDArray value(Parameter parameter) {
        return NativeMemory.view(parameters.values(), plan.offset(parameter), parameter.shape());
    }

    @Override
    public INDArray gradient(Parameter parameter) {
        return NativeMemory.view(
                parameters.gradient(tower() - step.towers().firstOwn()), plan.offset(parameter), parameter.shape());
    }

    @Override
    public INDArray nextStatistics(Parameter parameter) {
        return NativeMemory.view(
                parameters.nextStatistics(), plan.offset(parameter) - plan.trainableSize(), parameter.shape());
    }

    @Override
    public INDArray sharedRows(long columns) {
        return step.sharedRows(sharedArrays++, columns);
    }

    @Override
    public void gatherRows(INDArray sharedRows) {
        step.gatherRows(sharedRows, isFirst());
    }

    @Override
    public void close() {
        memory.close();
    }
}
