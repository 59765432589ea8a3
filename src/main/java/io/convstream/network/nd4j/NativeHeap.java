package io.convstream.network.nd4j;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import java.util.Map;

/**
 * The C library's heap: mallopt(3). glibc returns large freed blocks to the system at once, so ND4J's operations with temporary
 * arrays, such as {@code conv2d_bp}, fault in each of their pages at every call.
 */
final class NativeHeap {

    private static final int M_TRIM_THRESHOLD = -1;
    private static final int M_TOP_PAD = -2;
    private static final int M_MMAP_THRESHOLD = -3;

    private static final int MEGABYTE = 1 << 20;

    /** The temporary arrays of a convolution of 64 images have up to 16 MB; those of a thread share a heap of 64 MB. */
    private static final Map<Integer, Integer> SETTINGS = Map.of(
            M_TRIM_THRESHOLD, 256 * MEGABYTE,
            M_TOP_PAD, 64 * MEGABYTE,
            M_MMAP_THRESHOLD, 256 * MEGABYTE);

    private NativeHeap() {}

    /** Keeps freed blocks for the next allocation. Does nothing without glibc. */
    static void keepFreedBlocks() {
        if (!Platform.isLinux()) {
            return;
        }
        try {
            Function mallopt = Function.getFunction(Platform.C_LIBRARY_NAME, "mallopt");
            SETTINGS.forEach((setting, bytes) -> mallopt.invokeInt(new Object[] {setting, bytes}));
        } catch (LinkageError e) {
            return; // another C library
        }
    }
}
