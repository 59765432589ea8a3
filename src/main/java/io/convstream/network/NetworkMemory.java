package io.convstream.network;

import io.convstream.image.Framing;
import io.convstream.network.layer.Convolution;
import io.convstream.network.operation.Operation;
import io.convstream.network.operation.Parameter;
import io.convstream.network.plan.NetworkPlan;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** The memory that a network of a file takes, known before any of it is taken. */
final class NetworkMemory {

    private static final long MEGABYTE = 1 << 20;
    /** The file's parameters, ours, and a copy in other order. */
    private static final int COPIES = 3;

    private NetworkMemory() {}

    /** @throws IllegalArgumentException if the network cannot fit */
    static void check(NetworkPlan plan, Framing framing, int images) {
        long input = plan.input().size();
        long heap = Float.BYTES * (COPIES * (long) plan.size() + 2L * images * input)
                + 2L * framing.padded().size();
        long mostHeap = Runtime.getRuntime().maxMemory();
        if (heap > mostHeap) {
            throw new IllegalArgumentException("its " + plan.size() + " parameters and images of " + framing.padded()
                    + " take " + heap / MEGABYTE + " MB, but Java may take " + mostHeap / MEGABYTE
                    + " MB: allow more with CONVSTREAM_JVM_OPTS=-Xmx…");
        }
        long outputs = plan.operations().stream()
                .mapToLong(operation -> operation.outputShape().size())
                .sum();
        long patches = plan.operations().stream()
                .mapToLong(NetworkMemory::patches)
                .max()
                .orElse(0);
        long values = plan.size() + images * (input + outputs);
        double bytes = Float.BYTES * ((double) values + patches);
        long most = machine();
        if (bytes > most) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "its layers take %.0f MB for %d images at once, but this machine has %d MB",
                    bytes / MEGABYTE,
                    images,
                    most / MEGABYTE));
        }
    }

    /** What a kernel sees of one image. */
    private static long patches(Operation operation) {
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

    private static long machine() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean machine
                ? machine.getTotalMemorySize()
                : Long.MAX_VALUE;
    }
}
