package io.convstream.network.engine;

import io.convstream.network.nd4j.Nd4jRuntime;
import org.nd4j.linalg.factory.Nd4j;

/** What a thread computes on: cores of the CPU, or a GPU. */
@FunctionalInterface
public interface Device {

    /** Binds the calling thread to the device, permanently. */
    void bind();

    /** Returns cores of the scheduler's choice, one for each thread of a native operation. */
    static Device cores(int count) {
        return () -> Nd4jRuntime.useThreads(count);
    }

    /**
     * Returns a CUDA device.
     *
     * @param index CUDA's, from 0
     */
    static Device gpu(int index) {
        return () -> Nd4j.getAffinityManager().unsafeSetDevice(index);
    }
}
