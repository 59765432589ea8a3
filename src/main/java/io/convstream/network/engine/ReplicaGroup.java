package io.convstream.network.engine;

import io.convstream.network.layer.SoftmaxLoss;
import io.convstream.network.plan.NetworkPlan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The replicas that share batches of one size, in nearly equal contiguous shares. */
public final class ReplicaGroup implements AutoCloseable {

    private final StepContext context;
    private final List<Replica> replicas = new ArrayList<>();

    /**
     * Binds the plan once per tower.
     *
     * @param towers the maximum number of replicas; never more than images
     * @param images in a batch
     */
    public ReplicaGroup(NetworkPlan plan, SharedParameters parameters, int towers, int images, long seed) {
        int count = Math.min(towers, images);
        context = new StepContext(parameters.type(), count, images, seed);
        int first = 0;
        try {
            for (int tower = 0; tower < count; tower++) {
                int share = images / count + (tower < images % count ? 1 : 0);
                replicas.add(new Replica(
                        plan,
                        new ReplicaContext(plan, parameters, context, new ReplicaContext.Share(tower, first, share))));
                first += share;
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    public int images() {
        return context.images();
    }

    public int towers() {
        return context.towers();
    }

    /**
     * Forward and backward pass of all replicas; afterwards the gradient of each tower is complete.
     *
     * @param pixels {@code [images, height, width, channels]}
     * @param observer of this step, if any
     * @return the loss of each tower's share
     */
    public List<SoftmaxLoss.Sums> train(
            TowerThreads threads,
            long step,
            float[] pixels,
            int[] labels,
            double smoothing,
            @Nullable StepObserver observer) {
        context.begin(step);
        var sums = new SoftmaxLoss.Sums[towers()];
        threads.run(
                towers(),
                tower -> {
                    Replica replica = replicas.get(tower);
                    replica.forward(pixels);
                    if (observer != null) {
                        observer.afterForward(tower, replica);
                    }
                    sums[tower] = replica.backward(labels, smoothing);
                },
                context.barrier()::breakUp);
        return List.of(sums);
    }

    /** Forward pass of all replicas; writes normalized probabilities, {@code [images, classes]}. */
    public void classify(TowerThreads threads, float[] pixels, float[] probabilities) {
        context.begin(0);
        threads.run(
                towers(),
                tower -> {
                    Replica replica = replicas.get(tower);
                    replica.forward(pixels);
                    replica.probabilities(probabilities);
                },
                context.barrier()::breakUp);
    }

    @Override
    public void close() {
        replicas.forEach(Replica::close);
        context.close();
    }
}
