package io.convstream.network.nd4j;

import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * ND4J's start-up. Its loops and its BLAS get one thread each, for the whole process: towers are how we use more cores,
 * and a thread count that followed the machine would change how sums round.
 */
public final class Nd4jRuntime {

    private static final String CUDA_BACKEND = "org/nd4j/linalg/jcublas/JCublasBackend.class";

    /** libnd4j's level of a CPU: 1 is anything, 2 has AVX2. */
    private static final int AVX512 = 3;

    private Nd4jRuntime() {}

    /**
     * Loads ND4J; to be called before its first use. The first call takes a second or two.
     *
     * @throws IllegalStateException where ND4J cannot run on this machine
     */
    public static void start() {
        try {
            Started.check();
        } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
            boolean cuda = Nd4jRuntime.class.getClassLoader().getResource(CUDA_BACKEND) != null;
            var unavailable = new IllegalStateException(
                    cuda
                            ? "convstream was built for GPUs (-Pcuda), but ND4J finds none that it can use: it needs an "
                                    + "NVIDIA GPU of compute capability 3.7 to 8.9 with its driver, CUDA 11.6 and cuDNN 8;"
                                    + " without one build without -Pcuda"
                            : "ND4J's natives do not run on this machine: they are for " + System.getProperty("os.name")
                                    + " " + System.getProperty("os.arch")
                                    + " with AVX2; the log above names the library");
            unavailable.addSuppressed(e); // its innermost cause says less, so it must not be the one that is shown
            throw unavailable;
        }
    }

    /** Gives the calling thread one OpenMP thread, so that oneDNN's operations run on it alone. */
    public static void useOneThread() {
        start();
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    }

    /** Whether the arithmetic is the CPU's: what is made for a CPU is not made for a GPU. */
    public static boolean isOnCpu() {
        start();
        return Nd4j.getExecutioner().type() == OpExecutioner.ExecutionerType.NATIVE_CPU;
    }

    /** Whether the CPU has AVX-512, for which oneDNN has operations that it has not for AVX2. */
    public static boolean hasAvx512() {
        start();
        return NativeOpsHolder.getInstance().getDeviceNativeOps().optimalLevel() >= AVX512;
    }

    /**
     * Class initialization makes it happen once. On a cluster ND4J outlives the job that starts it, but would go on
     * looking for its parts with that job's class loader, which is closed by then.
     */
    private static final class Started {
        static {
            Thread thread = Thread.currentThread();
            ClassLoader jobs = thread.getContextClassLoader();
            thread.setContextClassLoader(Nd4j.class.getClassLoader());
            try {
                ND4JClassLoading.setNd4jClassloaderFromClass(Nd4j.class);
                Nd4j.getExecutioner();
                Nd4j.getEnvironment().setMaxThreads(1);
                Nd4j.getEnvironment().setMaxMasterThreads(1);
                Nd4j.factory().blas().setMaxThreads(1);
            } finally {
                thread.setContextClassLoader(jobs);
            }
        }

        static void check() {}
    }
}
