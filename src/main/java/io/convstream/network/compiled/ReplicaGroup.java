package io.convstream.network.compiled;

import io.convstream.exchange.Towers;
import io.convstream.network.engine.FloatSource;
import io.convstream.network.engine.StepObserver;
import io.convstream.network.engine.TowerThreads;
import io.convstream.network.layer.SoftmaxLoss;
import io.convstream.network.plan.NetworkPlan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replicas that share batches of one size, in nearly equal contiguous shares. For one calling thread at a time. */
public final class ReplicaGroup implements AutoCloseable {

    private final StepContext context;
    private final List<Replica> replicas = new ArrayList<>();

    /**
     * Binds the plan once per tower.
     *
     * @param towers of the model, of which this worker's are bound; of those one per image if there are fewer images
     * @param images size of the batch
     */
    public ReplicaGroup(NetworkPlan plan, SharedParameters parameters, Towers towers, int images, long seed) {
        context = new StepContext(parameters.type(), towers, images, seed);
        try {
            for (int index = 0; index < context.ownReplicas(); index++) {
                int tower = towers.firstOwn() + index;
                var share =
                        new ReplicaContext.Share(tower, towers.firstImage(tower, images), towers.images(tower, images));
                replicas.add(new Replica(plan, new ReplicaContext(plan, parameters, context, share)));
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Size of the batch. */
    public int images() {
        return context.images();
    }

    /**
     * Runs the forward and backward pass of all replicas; afterwards each tower's gradient is complete.
     *
     * @param pixels of the images from {@code first} on, {@code [images, height, width, channels]}
     * @param labels of the images from {@code first} on
     * @param first index in the batch of the first image given
     * @param smoothing label smoothing, from 0 to below 1
     * @param observer of this step, if any
     * @return the loss of each of this worker's towers, summed over its share
     */
    public List<SoftmaxLoss.Sums> train(
            TowerThreads threads,
            long step,
            float[] pixels,
            int[] labels,
            int first,
            double smoothing,
            @Nullable StepObserver observer) {
        context.begin(step);
        var sums = new SoftmaxLoss.Sums[replicas.size()];
        int firstOwn = context.towers().firstOwn();
        threads.run(
                replicas.size(),
                index -> {
                    Replica replica = replicas.get(index);
                    replica.forward(pixels, first);
                    if (observer != null) {
                        observer.afterForward(
                                firstOwn + index, layer -> FloatSource.of(replica.output(layer.operation())));
                    }
                    sums[index] = replica.backward(labels, first, smoothing);
                },
                context.barrier()::breakBarrier);
        return List.of(sums);
    }

    /** Runs the forward pass of all replicas; writes probabilities, {@code [images, classes]}. */
    public void classify(TowerThreads threads, float[] pixels, float[] probabilities) {
        context.begin(0);
        threads.run(
                replicas.size(),
                index -> {
                    Replica replica = replicas.get(index);
                    replica.forward(pixels, 0);
                    replica.probabilities(probabilities);
                },
                context.barrier()::breakBarrier);
    }

    @Override
    public void close() {
        replicas.forEach(Replica::close);
        context.close();
    }
}
