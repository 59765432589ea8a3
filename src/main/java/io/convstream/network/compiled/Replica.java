package io.convstream.network.compiled;

import io.convstream.image.ImageShape;
import io.convstream.network.layer.SoftmaxLoss;
import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.operation.Activations;
import io.convstream.network.operation.BoundOperation;
import io.convstream.network.operation.Operation;
import io.convstream.network.plan.NetworkPlan;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A plan bound to memory for one tower's share of a batch. For one thread at a time. */
public final class Replica implements AutoCloseable {

    private final int imageSize;
    private final int classes;
    private final ReplicaContext context;
    private final Activations input;
    private final List<BoundOperation> operations = new ArrayList<>();
    private final SoftmaxLoss loss;

    /** Binds the plan and takes ownership of the context, which is closed if that fails. */
    Replica(NetworkPlan plan, ReplicaContext context) {
        this.imageSize = plan.input().size();
        this.classes = plan.classes();
        this.context = context;
        try {
            ImageShape in = plan.input();
            input = new Activations(
                    context.memory().array(context.images(), in.height(), in.width(), in.channels()), null);
            Activations activations = input;
            for (Operation operation : plan.operations()) {
                BoundOperation bound = operation.bind(context, activations);
                operations.add(bound);
                activations = bound.out();
            }
            loss = new SoftmaxLoss(activations, context.images(), classes);
        } catch (RuntimeException | Error e) {
            context.close();
            throw e;
        }
    }

    /**
     * Forward pass from images to logits.
     *
     * @param pixels of the batch, {@code [images, height, width, channels]}
     * @param first index in the batch of the first image given
     */
    void forward(float[] pixels, int first) {
        NativeMemory.put(
                pixels, (context.firstImage() - first) * imageSize, context.images() * imageSize, input.values());
        for (BoundOperation operation : operations) {
            operation.forward();
        }
    }

    /**
     * Backward pass after {@link #forward}: overwrites this tower's gradient of every parameter.
     *
     * @param labels of the batch
     * @param first index in the batch of the first image given
     * @param smoothing label smoothing, from 0 to below 1
     * @return the loss, summed over this share
     */
    SoftmaxLoss.Sums backward(int[] labels, int first, double smoothing) {
        SoftmaxLoss.Sums sums = loss.run(labels, context.firstImage() - first, smoothing, context.batchImages());
        for (int i = operations.size() - 1; i >= 0; i--) {
            operations.get(i).backward();
        }
        return sums;
    }

    /** Output of an operation of the plan after {@link #forward}, {@code [images, height, width, channels]}. */
    public INDArray output(int operation) {
        return operations.get(operation).out().values();
    }

    /** Writes probabilities after {@link #forward} to the array of the whole batch, {@code [batch, classes]}. */
    void probabilities(float[] target) {
        loss.probabilities(target, context.firstImage() * classes);
    }

    @Override
    public void close() {
        context.close();
    }
}
