package io.convstream.doctor;

import com.sun.management.OperatingSystemMXBean;
import io.convstream.failure.Reason;
import io.convstream.network.Networks;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Checks the machine of this process. */
public final class MachineCheck {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    /** Memory for a run of the tutorial's network, with some reserve. */
    private static final long MIN_MEMORY_MB = 2_000;

    private MachineCheck() {}

    public static List<Finding> all() {
        return Stream.concat(Stream.of(java(), processor(), memory(), nd4j()), GpuCheck.all().stream())
                .toList();
    }

    private static Finding java() {
        int version = Runtime.version().feature();
        String description =
                Runtime.version() + " on " + System.getProperty("os.name") + " " + System.getProperty("os.arch");
        return version >= 17 && version <= 21
                ? Finding.pass("Java", description)
                : Finding.fail("Java", description + ", but Flink supports 17 and 21: set JAVA_HOME to one of them");
    }

    private static Finding processor() {
        String subject = "processor";
        int count = Runtime.getRuntime().availableProcessors();
        if (!Files.isReadable(CPU_INFO) || !System.getProperty("os.arch").equals("amd64")) {
            return Finding.pass(subject, count + " of them");
        }
        try {
            boolean avx2 = Files.readString(CPU_INFO).contains(" avx2 ");
            boolean needed = System.getProperty("java.class.path").contains("-avx2");
            return avx2 || !needed
                    ? Finding.pass(subject, count + " of them, " + (avx2 ? "with AVX2" : "without AVX2"))
                    : Finding.fail(
                            subject, "it has no AVX2: build with mvn -Dnd4j.classifier=linux-x86_64-onednn package");
        } catch (IOException e) {
            return Finding.fail(subject, CPU_INFO + " cannot be read: " + Reason.of(e));
        }
    }

    private static Finding memory() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long megabytes = system.getTotalMemorySize() >> 20;
        return megabytes >= MIN_MEMORY_MB
                ? Finding.pass("memory", megabytes + " MB")
                : Finding.fail(
                        "memory",
                        megabytes + " MB, but a run needs up to " + MIN_MEMORY_MB + " MB: use a machine with more");
    }

    private static Finding nd4j() {
        try {
            return Finding.pass("ND4J", "computes on " + Networks.processors());
        } catch (IllegalStateException e) {
            return Finding.fail("ND4J", String.valueOf(e.getMessage()));
        }
    }
}
