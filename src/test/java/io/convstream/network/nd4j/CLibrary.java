package io.convstream.network.nd4j;

import com.sun.jna.Function;
import com.sun.jna.Structure;

/** Statistics of the C library's allocator. */
public final class CLibrary {

    private CLibrary() {}

    public static boolean countsMemory() {
        try {
            return Function.getFunction("c", "mallinfo2") != null;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    public static long bytesInUse() {
        var info = (Mallinfo2) Function.getFunction("c", "mallinfo2").invoke(Mallinfo2.class, new Object[0]);
        return info.uordblks + info.hblkhd;
    }

    /** Collects garbage first, whose cleaners free native memory. */
    public static long bytesAfterCollection() throws InterruptedException {
        for (int i = 0; i < 2; i++) {
            System.gc(); // the second one collects what the first one's cleaners released
            Thread.sleep(50);
        }
        return bytesInUse();
    }

    /** {@code struct mallinfo2} of glibc 2.33 and later, all arenas together. */
    @Structure.FieldOrder({
        "arena",
        "ordblks",
        "smblks",
        "hblks",
        "hblkhd",
        "usmblks",
        "fsmblks",
        "uordblks",
        "fordblks",
        "keepcost"
    })
    public static final class Mallinfo2 extends Structure implements Structure.ByValue {
        public long arena;
        public long ordblks;
        public long smblks;
        public long hblks;
        public long hblkhd;
        public long usmblks;
        public long fsmblks;
        public long uordblks;
        public long fordblks;
        public long keepcost;
    }
}
