package io.convstream.network.nd4j;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Initialization of ND4J, and what it runs on. ND4J's loops and BLAS get one thread each for the whole process: towers
 * use the cores, and a thread count that depends on the machine would change the rounding of sums.
 */
public final class Nd4jRuntime {

    /** The class of JavaCPP that loads the CUDA run-time and the driver. */
    private static final String CUDA = "org.bytedeco.cuda.global.cudart";

    /** libnd4j's {@code optimalLevel}: 1 is any x86-64 CPU, 2 has AVX2. */
    private static final int AVX512 = 3;

    private static final String UNKNOWN_VERSION = "unknown";

    private Nd4jRuntime() {}

    /**
     * Loads ND4J; idempotent. Call it before any other use of ND4J. The first call takes one to two seconds.
     *
     * @throws IllegalStateException if ND4J cannot run on this machine
     */
    public static void start() {
        try {
            Holder.initialize();
        } catch (LinkageError e) {
            var unavailable = new IllegalStateException(
                    isForGpus()
                            ? "this build is for GPUs (-Pcuda), but ND4J finds none that it can use: it needs an "
                                    + "NVIDIA GPU of compute capability 3.7 to 8.9 with its driver and CUDA 11.6;"
                                    + " for a machine without one, build without -Pcuda"
                            : "ND4J's native library does not run on this machine: it is for "
                                    + System.getProperty("os.name")
                                    + " " + System.getProperty("os.arch")
                                    + " with AVX2; the log above names the library");
            unavailable.addSuppressed(e); // its innermost cause says less, so it must not be the one that is reported
            throw unavailable;
        }
    }

    private static boolean isForGpus() {
        return Nd4j.class.getClassLoader().getResource(CUDA.replace('.', '/') + ".class") != null;
    }

    /** Sets the number of OpenMP threads of the calling thread: with 1, oneDNN's operations run on it alone. */
    public static void useThreads(int count) {
        start();
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(count);
    }

    /** Whether ND4J's backend is the CPU. The compiled engine supports no other. */
    public static boolean isOnCpu() {
        start();
        return Nd4j.getExecutioner().type() == OpExecutioner.ExecutionerType.NATIVE_CPU;
    }

    /** Whether the CPU has AVX-512. For AVX2, oneDNN implements fewer operations. */
    public static boolean hasAvx512() {
        start();
        return NativeOpsHolder.getInstance().getDeviceNativeOps().optimalLevel() >= AVX512;
    }

    /**
     * Names the instruction set. The library is built for one (its binary level), and its BLAS and oneDNN choose kernels
     * by what the CPU has (the optimal level).
     */
    public static String instructionSet() {
        start();
        if (!isOnCpu()) {
            return "GPU";
        }
        NativeOps ops = NativeOpsHolder.getInstance().getDeviceNativeOps();
        return System.getProperty("os.arch") + " " + level(ops.optimalLevel()) + ", library for "
                + level(ops.binaryLevel());
    }

    private static String level(int level) {
        return switch (level) {
            case 2 -> "AVX2";
            case AVX512 -> "AVX-512";
            default -> "baseline";
        };
    }

    /** Returns the version of ND4J; "unknown" if its jar does not say. */
    public static String version() {
        Properties properties = new Properties();
        try (InputStream in = Nd4j.class.getResourceAsStream("/META-INF/maven/org.nd4j/nd4j-api/pom.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            return UNKNOWN_VERSION;
        }
        return properties.getProperty("version", UNKNOWN_VERSION);
    }

    /**
     * Initialization-on-demand holder. On a cluster ND4J outlives the job that loads it, so it must not keep that job's
     * class loader, which is closed when the job ends.
     */
    private static final class Holder {
        static {
            Thread thread = Thread.currentThread();
            ClassLoader jobClassLoader = thread.getContextClassLoader();
            thread.setContextClassLoader(Nd4j.class.getClassLoader());
            try {
                ND4JClassLoading.setNd4jClassloaderFromClass(Nd4j.class);
                if (isForGpus()) {
                    loadCuda();
                }
                Nd4j.getExecutioner();
                Nd4j.getEnvironment().setMaxThreads(1);
                Nd4j.getEnvironment().setMaxMasterThreads(1);
                Nd4j.factory().blas().setMaxThreads(1);
                if (Nd4j.getExecutioner().type() == OpExecutioner.ExecutionerType.NATIVE_CPU) {
                    OneDnnHelpers.enable();
                    NativeHeap.keepFreedBlocks();
                }
            } finally {
                thread.setContextClassLoader(jobClassLoader);
            }
        }

        /** ND4J would print a stack trace to standard error if there is no driver. */
        private static void loadCuda() {
            try {
                Class.forName(CUDA, true, Nd4j.class.getClassLoader());
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }

        static void initialize() {}
    }
}
