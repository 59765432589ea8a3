package org.nd4j.nativeblas;

/**
 * Lets DL4J 1.0.0-M2.1 find out that oneDNN may be used. ND4J renamed this class but DL4J still refers to it, so that
 * DL4J's helpers are off; this replacement enables them.
 */
public final class Nd4jCpu {

    private Nd4jCpu() {}

    /** Stands for ND4J's class of that name. */
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
