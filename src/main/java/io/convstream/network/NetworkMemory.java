package io.convstream.network;

import io.convstream.image.Framing;
import io.convstream.network.layer.Convolution;
import io.convstream.network.operation.Operation;
import io.convstream.network.operation.Parameter;
import io.convstream.network.plan.NetworkPlan;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** Estimates the memory of a network from a file before anything is allocated. */
final class NetworkMemory {

    private static final long MEGABYTE = 1 << 20;
    /** Parameters in DL4J's order, in flat order, and a copy. */
    private static final int COPIES = 3;

    private NetworkMemory() {}

    /** @throws IllegalArgumentException if the network exceeds the heap or the machine's memory */
    static void check(NetworkPlan plan, Framing framing, int images) {
        long input = plan.input().size();
        long heap = Float.BYTES * (COPIES * (long) plan.size() + 2L * images * input)
                + 2L * framing.padded().size();
        long maxHeap = Runtime.getRuntime().maxMemory();
        if (heap > maxHeap) {
            throw new IllegalArgumentException("its " + plan.size() + " parameters and images of " + framing.padded()
                    + " take " + heap / MEGABYTE + " MB, but the heap is limited to " + maxHeap / MEGABYTE
                    + " MB: raise the limit with CONVSTREAM_JVM_OPTS=-Xmx…");
        }
        long outputs = plan.operations().stream()
                .mapToLong(operation -> operation.outputShape().size())
                .sum();
        long im2col = plan.operations().stream()
                .mapToLong(NetworkMemory::im2colValues)
                .max()
                .orElse(0);
        long values = plan.size() + images * (input + outputs);
        double bytes = Float.BYTES * ((double) values + im2col);
        long memory = machineMemory();
        if (bytes > memory) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "its layers take %.0f MB for %d images at once, but this machine has %d MB",
                    bytes / MEGABYTE,
                    images,
                    memory / MEGABYTE));
        }
    }

    /** Size of the im2col matrix of one image. */
    private static long im2colValues(Operation operation) {
        if (!(operation instanceof Convolution)) {
            return 0;
        }
        long perOutput =
                operation.parameters().stream().mapToLong(Parameter::size).max().orElse(0)
                        / operation.outputShape().channels();
        return perOutput
                * operation.outputShape().height()
                * operation.outputShape().width();
    }

    private static long machineMemory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Long.MAX_VALUE;
    }
}
