package io.convstream.network;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The replicas that share one batch of so many pictures, in nearly equal contiguous parts. */
final class Team implements AutoCloseable {

    private final int images;
    private final long seed;
    private final Meeting meeting;
    private final Memory shared;
    private final int towers;
    private final List<INDArray> sharedRows = new ArrayList<>();
    private final List<Replica> replicas = new ArrayList<>();
    private final Tally[][] activations;
    private int asked;
    private long step;

    /** @param towers at most that many; never more than pictures */
    Team(Network network, Weights weights, int towers, int images, long seed) {
        this.images = images;
        this.seed = seed;
        this.towers = Math.min(towers, images);
        this.meeting = new Meeting(this.towers);
        this.activations = new Tally[this.towers][];
        this.shared = new Memory(weights.type());
        int first = 0;
        try {
            for (int tower = 0; tower < this.towers; tower++) {
                int share = images / this.towers + (tower < images % this.towers ? 1 : 0);
                asked = 0;
                replicas.add(new Replica(network, weights, this, new Replica.Share(tower, first, share)));
                first += share;
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    int images() {
        return images;
    }

    long seed() {
        return seed;
    }

    long step() {
        return step;
    }

    Meeting meeting() {
        return meeting;
    }

    List<Replica> replicas() {
        return replicas;
    }

    /** The first replica makes the arrays, the others get the same in the same order. */
    INDArray sharedRows(int tower, long columns) {
        if (tower == 0) {
            sharedRows.add(shared.array(towers, columns));
        }
        return sharedRows.get(asked++);
    }

    /**
     * Forward and backward in all replicas; each tower's gradient is complete afterwards.
     *
     * @param seen the layers to look at on the way
     */
    List<SoftmaxLoss.Sums> learn(
            Towers threads, long step, float[] pictures, int[] labels, double smoothing, List<LearningLayer> seen) {
        this.step = step;
        meeting.reset();
        var sums = new SoftmaxLoss.Sums[towers];
        threads.run(
                towers,
                tower -> {
                    Replica replica = replicas.get(tower);
                    replica.forward(pictures);
                    // Before the backward pass, which may write over what it does not need any more.
                    activations[tower] = replica.activations(seen);
                    sums[tower] = replica.backward(labels, smoothing);
                },
                meeting::breakUp);
        return List.of(sums);
    }

    /** How what each layer put out in the last {@link #learn} is distributed, for the layers that were looked at. */
    List<Tally> activations() {
        Tally[] sum = activations[0];
        for (int tower = 1; tower < towers; tower++) {
            for (int layer = 0; layer < sum.length; layer++) {
                sum[layer].add(activations[tower][layer]);
            }
        }
        return List.of(sum);
    }

    /** Forward in all replicas, and each tower's part of the probabilities. */
    void classify(Towers threads, float[] pictures, float[] probabilities) {
        meeting.reset();
        threads.run(
                towers,
                tower -> {
                    Replica replica = replicas.get(tower);
                    replica.forward(pictures);
                    replica.probabilities(probabilities);
                },
                meeting::breakUp);
    }

    @Override
    public void close() {
        replicas.forEach(Replica::close);
        shared.close();
    }
}
