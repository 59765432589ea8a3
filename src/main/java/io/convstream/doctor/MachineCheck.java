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

/** Looks at the machine that it runs on. */
public final class MachineCheck {

    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    /** What a run of the tutorial's network takes, with some room. */
    private static final long LEAST_MEMORY_MB = 2_000;

    private MachineCheck() {}

    public static List<Finding> all() {
        return Stream.concat(Stream.of(java(), processor(), memory(), arithmetic()), GpuCheck.all().stream())
                .toList();
    }

    private static Finding java() {
        int version = Runtime.version().feature();
        String told = Runtime.version() + " on " + System.getProperty("os.name") + " " + System.getProperty("os.arch");
        return version >= 17 && version <= 21
                ? Finding.fine("Java", told)
                : Finding.wrong("Java", told + ", but Flink is made for 17 and 21: set JAVA_HOME to one of them");
    }

    private static Finding processor() {
        String what = "processor";
        int count = Runtime.getRuntime().availableProcessors();
        if (!Files.isReadable(PROCESSORS) || !System.getProperty("os.arch").equals("amd64")) {
            return Finding.fine(what, count + " of them");
        }
        try {
            boolean avx2 = Files.readString(PROCESSORS).contains(" avx2 ");
            boolean needed = System.getProperty("java.class.path").contains("-avx2");
            return avx2 || !needed
                    ? Finding.fine(what, count + " of them, " + (avx2 ? "with AVX2" : "without AVX2"))
                    : Finding.wrong(
                            what, "it has no AVX2: build with mvn -Dnd4j.classifier=linux-x86_64-onednn package");
        } catch (IOException e) {
            return Finding.wrong(what, PROCESSORS + " cannot be read: " + Reason.of(e));
        }
    }

    private static Finding memory() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long megabytes = system.getTotalMemorySize() >> 20;
        return megabytes >= LEAST_MEMORY_MB
                ? Finding.fine("memory", megabytes + " MB")
                : Finding.wrong(
                        "memory", megabytes + " MB, but a run takes up to " + LEAST_MEMORY_MB + ": give it more");
    }

    private static Finding arithmetic() {
        try {
            return Finding.fine("ND4J", "computes on " + Networks.processors());
        } catch (IllegalStateException e) {
            return Finding.wrong("ND4J", String.valueOf(e.getMessage()));
        }
    }
}
