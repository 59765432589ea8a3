package io.convstream.network.compiled;

import io.convstream.exchange.Towers;
import io.convstream.network.engine.TowerThreads;
import io.convstream.network.plan.NetworkPlan;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Replica groups of one model: one for full batches, and one for the most recent size of partial batch. */
public final class ReplicaGroups implements AutoCloseable {

    private final NetworkPlan plan;
    private final SharedParameters parameters;
    private final int batchSize;
    private final Towers towers;
    private final long seed;
    private final List<ReplicaGroup> groups = new ArrayList<>();

    public ReplicaGroups(NetworkPlan plan, SharedParameters parameters, int batchSize, Towers towers, long seed) {
        this.plan = plan;
        this.parameters = parameters;
        this.batchSize = batchSize;
        this.towers = towers;
        this.seed = seed;
    }

    /** The group for a number of images, created on the first tower's thread if necessary. */
    public ReplicaGroup of(int images, TowerThreads threads) {
        for (ReplicaGroup group : groups) {
            if (group.images() == images) {
                return group;
            }
        }
        evictPartialBatches();
        ReplicaGroup group = threads.compute(() -> new ReplicaGroup(plan, parameters, towers, images, seed));
        groups.add(group);
        return group;
    }

    private void evictPartialBatches() {
        for (Iterator<ReplicaGroup> rest = groups.iterator(); rest.hasNext(); ) {
            ReplicaGroup group = rest.next();
            if (group.images() < batchSize) {
                rest.remove();
                group.close();
            }
        }
    }

    @Override
    public void close() {
        groups.forEach(ReplicaGroup::close);
        groups.clear();
    }
}
