package io.convstream.network.compiled;

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
     * @param towers maximum number of replicas; there is one per image if there are fewer images
     * @param images size of the batch
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

    /** Size of the batch. */
    public int images() {
        return context.images();
    }

    /** Number of replicas. */
    public int towers() {
        return context.towers();
    }

    /**
     * Runs the forward and backward pass of all replicas; afterwards each tower's gradient is complete.
     *
     * @param pixels {@code [images, height, width, channels]}
     * @param smoothing label smoothing, from 0 to below 1
     * @param observer of this step, if any
     * @return the loss of each tower, summed over its share
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
                        observer.afterForward(tower, layer -> FloatSource.of(replica.output(layer.operation())));
                    }
                    sums[tower] = replica.backward(labels, smoothing);
                },
                context.barrier()::breakBarrier);
        return List.of(sums);
    }

    /** Runs the forward pass of all replicas; writes probabilities, {@code [images, classes]}. */
    public void classify(TowerThreads threads, float[] pixels, float[] probabilities) {
        context.begin(0);
        threads.run(
                towers(),
                tower -> {
                    Replica replica = replicas.get(tower);
                    replica.forward(pixels);
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
