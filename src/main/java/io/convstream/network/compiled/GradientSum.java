package io.convstream.network.compiled;

import io.convstream.exchange.Towers;
import io.convstream.exchange.WorkerGroup;
import io.convstream.network.layer.SoftmaxLoss;
import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.plan.ParameterRange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Sums the towers' gradients along a balanced binary tree over the towers, so that the association of the sums does not
 * depend on how the towers are spread over workers.
 *
 * <p>With several workers, each completes the sums of its part of the flat vector: the workers exchange the sums over their
 * own towers (reduce-scatter), complete them, and exchange the totals (all-gather), as in Rabenseifner's algorithm
 * (Thakur, Rabenseifner and Gropp, "Optimization of Collective Communication Operations in MPICH", 2005).
 */
final class GradientSum {

    private final SharedParameters parameters;
    private final Towers towers;
    private final WorkerGroup workers;
    private final List<ParameterRange> ranges;
    private final int classes;
    /** Sums that other workers sent, of this worker's part, by the first tower of the sum. */
    private final Map<Integer, INDArray> received = new HashMap<>();

    /** Views of what is summed, by tower and range; they are used in every step. */
    private final Map<Operand, INDArray> views = new HashMap<>();

    private record Operand(int tower, ParameterRange range) {}

    /** A node of the tree: the sum over a range of towers. */
    private record Node(int from, int to) {

        int middle() {
            return from + (to - from + 1) / 2;
        }

        /** The largest nodes whose towers are all in a range. */
        List<Node> within(int first, int last) {
            if (to <= first || from >= last) {
                return List.of();
            }
            if (from >= first && to <= last) {
                return List.of(this);
            }
            List<Node> nodes = new ArrayList<>(new Node(from, middle()).within(first, last));
            nodes.addAll(new Node(middle(), to).within(first, last));
            return nodes;
        }
    }

    /**
     * Allocates memory for the sums of other workers.
     *
     * @param ranges of the flat vector, in order; a worker's part consists of whole ranges
     * @param classes of the network
     */
    GradientSum(
            SharedParameters parameters, Towers towers, List<ParameterRange> ranges, int classes, NativeMemory memory) {
        this.parameters = parameters;
        this.towers = towers;
        this.workers = towers.workers();
        this.ranges = ranges;
        this.classes = classes;
        for (int images = 1; images <= towers.count() && workers.size() > 1; images++) {
            for (int rank = 0; rank < workers.size(); rank++) {
                if (rank != workers.rank()) {
                    nodes(rank, images)
                            .forEach(node -> received.computeIfAbsent(
                                    node.from(),
                                    from -> memory.array(
                                            1, Math.max(1, part(workers.rank()).size()))));
                }
            }
        }
        for (ParameterRange range : ranges) {
            for (int tower = 0; tower < towers.own(); tower++) {
                views.put(
                        new Operand(towers.firstOwn() + tower, range),
                        NativeMemory.view(parameters.gradient(tower), range.from(), 1, range.size()));
            }
        }
        int start = part(workers.rank()).from();
        for (ParameterRange range : ownRanges()) {
            received.forEach((tower, sum) -> views.put(
                    new Operand(tower, range), NativeMemory.view(sum, range.from() - start, 1, range.size())));
        }
    }

    /** Whether there are other workers. */
    boolean isDistributed() {
        return workers.size() > 1;
    }

    /** The ranges that this worker completes. */
    List<ParameterRange> ownRanges() {
        return ranges.subList(firstRange(workers.rank()), firstRange(workers.rank() + 1));
    }

    private int firstRange(int rank) {
        return rank * ranges.size() / workers.size();
    }

    private ParameterRange part(int rank) {
        int first = firstRange(rank);
        int last = firstRange(rank + 1);
        int end = ranges.get(ranges.size() - 1).to();
        int from = first < ranges.size() ? ranges.get(first).from() : end;
        return new ParameterRange(from, first < last ? ranges.get(last - 1).to() : from);
    }

    /** The sums that a worker computes without the others. */
    private List<Node> nodes(int rank, int images) {
        int first = rank * towers.own();
        return new Node(0, towers.active(images)).within(first, first + towers.own());
    }

    /** Sums the gradients of this worker's towers in a range; if it is alone, into that of the first tower. */
    void sumOwn(int images, ParameterRange range) {
        nodes(workers.rank(), images).forEach(node -> sum(node, range));
    }

    private void sum(Node node, ParameterRange range) {
        if (node.to() - node.from() > 1) {
            sum(new Node(node.from(), node.middle()), range);
            sum(new Node(node.middle(), node.to()), range);
            add(node.middle(), node.from(), range);
        }
    }

    private void add(int tower, int target, ParameterRange range) {
        // As exact as an addition: the product with 1 is not rounded.
        Nd4j.factory().level1().axpy(range.size(), 1, view(tower, range), view(target, range));
    }

    private INDArray view(int tower, ParameterRange range) {
        INDArray view = views.get(new Operand(tower, range));
        if (view == null) {
            throw new IllegalStateException("no sum from tower " + tower + " in " + range);
        }
        return view;
    }

    /**
     * Sends this worker's sums to those that complete them, and the losses of its towers to all.
     *
     * @param own losses of this worker's towers
     * @return losses of all towers with images
     */
    List<SoftmaxLoss.Sums> exchangeSums(long step, int images, List<SoftmaxLoss.Sums> own) {
        var outgoing = new ByteBuffer[workers.size()][];
        var incoming = new ByteBuffer[workers.size()][];
        var losses = new ByteBuffer[workers.size()];
        for (int rank = 0; rank < workers.size(); rank++) {
            losses[rank] =
                    ByteBuffer.allocateDirect((Double.BYTES + classes * Integer.BYTES) * towers.activeOf(rank, images));
        }
        for (SoftmaxLoss.Sums sums : own) {
            losses[workers.rank()].putDouble(sums.crossEntropy());
            for (int correct : sums.correct()) {
                losses[workers.rank()].putInt(correct);
            }
        }
        losses[workers.rank()].flip();
        for (int rank = 0; rank < workers.size(); rank++) {
            List<ByteBuffer> sent = new ArrayList<>(List.of(losses[workers.rank()]));
            ParameterRange theirs = part(rank);
            for (Node node : nodes(workers.rank(), images)) {
                sent.add(gradientBytes(node.from() - towers.firstOwn(), theirs));
            }
            List<ByteBuffer> expected = new ArrayList<>(List.of(losses[rank]));
            if (rank != workers.rank()) {
                for (Node node : nodes(rank, images)) {
                    INDArray sum = Objects.requireNonNull(received.get(node.from()), "allocated with this object");
                    expected.add(NativeMemory.bytes(sum, 0, part(workers.rank()).size()));
                }
            }
            outgoing[rank] = sent.toArray(ByteBuffer[]::new);
            incoming[rank] = expected.toArray(ByteBuffer[]::new);
        }
        workers.exchange(step, outgoing, incoming);
        List<SoftmaxLoss.Sums> all = new ArrayList<>();
        for (ByteBuffer loss : losses) {
            while (loss.hasRemaining()) {
                double crossEntropy = loss.getDouble();
                var correct = new int[classes];
                for (int label = 0; label < classes; label++) {
                    correct[label] = loss.getInt();
                }
                all.add(new SoftmaxLoss.Sums(crossEntropy, correct));
            }
        }
        return all;
    }

    private ByteBuffer gradientBytes(int index, ParameterRange range) {
        return NativeMemory.bytes(parameters.gradient(index), range.from(), range.size());
    }

    /** Completes the sums in one of this worker's ranges, into the gradient of its first tower. */
    void complete(int images, ParameterRange range) {
        int total = complete(new Node(0, towers.active(images)), images, range);
        if (total != towers.firstOwn()) {
            view(towers.firstOwn(), range).assign(view(total, range));
        }
    }

    /** Returns the tower in whose place the sum is. */
    private int complete(Node node, int images, ParameterRange range) {
        for (int rank = 0; rank < workers.size(); rank++) {
            if (nodes(rank, images).contains(node)) {
                return node.from();
            }
        }
        int left = complete(new Node(node.from(), node.middle()), images, range);
        int right = complete(new Node(node.middle(), node.to()), images, range);
        if (right == towers.firstOwn()) {
            add(left, right, range);
            return right;
        }
        add(right, left, range);
        return left;
    }

    /** Exchanges the totals; afterwards the gradient of this worker's first tower is the sum over all towers. */
    void exchangeTotals(long step, int images) {
        var outgoing = new ByteBuffer[workers.size()][];
        var incoming = new ByteBuffer[workers.size()][];
        for (int rank = 0; rank < workers.size(); rank++) {
            outgoing[rank] = total(workers.rank(), rank, images);
            incoming[rank] = total(rank, workers.rank(), images);
        }
        workers.exchange(step, outgoing, incoming);
    }

    /** What a worker sends to another; the first one also sends the running statistics if the other has no images. */
    private ByteBuffer[] total(int from, int to, int images) {
        ByteBuffer total = gradientBytes(0, part(from));
        return from == 0 && towers.activeOf(to, images) == 0
                ? new ByteBuffer[] {total, parameters.nextStatisticsBytes()}
                : new ByteBuffer[] {total};
    }
}
