package io.convstream.network;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@code u = k + sums} in place and {@code u^-0.75} beside it, by two square roots in chunks that fit the first cache.
 * ND4J's {@code Pow} and {@code sqrt} are not vectorised: 4 ms for 590,000 values against 0.5. Square roots are exact
 * in IEEE arithmetic, so this is the same on every machine.
 */
final class FastPower implements Runnable {

    static final double BETA = 0.75;
    private static final int CHUNK = 4096;

    private final float k;
    private final INDArray sums;
    private final INDArray power;
    private final float[] u = new float[CHUNK];
    private final float[] p = new float[CHUNK];

    FastPower(float k, INDArray sums, INDArray power) {
        this.k = k;
        this.sums = sums;
        this.power = power;
    }

    @Override
    public void run() {
        var from = new FloatPointer(sums.data().pointer());
        var to = new FloatPointer(power.data().pointer());
        long length = sums.length();
        for (long start = 0; start < length; start += CHUNK) {
            int count = (int) Math.min(CHUNK, length - start);
            from.position(start).get(u, 0, count);
            raise(u, p, k);
            from.put(u, 0, count);
            to.position(start).put(p, 0, count);
        }
    }

    private static void raise(float[] u, float[] p, float k) {
        for (int i = 0; i < u.length; i++) {
            float value = u[i] + k;
            float root = (float) Math.sqrt(value);
            u[i] = value;
            p[i] = 1 / (root * (float) Math.sqrt(root));
        }
    }
}
