package org.nd4j.nativeblas;

/**
 * The class that DL4J 1.0.0-M2.1 asks whether oneDNN may be used. It was renamed in ND4J, but not where DL4J asks, so
 * that DL4J's helpers stay off: with this one in its place they work.
 */
public final class Nd4jCpu {

    private Nd4jCpu() {}

    /** As ND4J's. */
    public static final class Environment {

        private static final Environment INSTANCE = new Environment();

        private Environment() {}

        public static Environment getInstance() {
            return INSTANCE;
        }

        public boolean isUseMKLDNN() {
            return true;
        }
    }
}
