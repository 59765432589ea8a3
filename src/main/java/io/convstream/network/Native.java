package io.convstream.network;

import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * ND4J's start-up. Its loops and its BLAS get one thread each, for the whole process: towers are how we use more cores,
 * and a thread count that followed the machine would change how sums round.
 */
final class Native {

    private Native() {}

    /** Loads ND4J; to be called before its first use. The first call takes a second or two. */
    static void start() {
        Started.check();
    }

    /** Gives the calling thread one OpenMP thread, so that oneDNN's operations run on it alone. */
    static void useOneThread() {
        start();
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    }

    /** Whether the arithmetic is the CPU's: what is made for a CPU is not made for a GPU. */
    static boolean isOnCpu() {
        start();
        return Nd4j.getExecutioner().type() == OpExecutioner.ExecutionerType.NATIVE_CPU;
    }

    /** Class initialisation makes it happen once. */
    private static final class Started {
        static {
            Nd4j.getExecutioner();
            Nd4j.getEnvironment().setMaxThreads(1);
            Nd4j.getEnvironment().setMaxMasterThreads(1);
            Nd4j.factory().blas().setMaxThreads(1);
        }

        static void check() {}
    }
}
