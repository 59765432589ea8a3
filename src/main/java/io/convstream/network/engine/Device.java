package io.convstream.network.engine;

import io.convstream.network.nd4j.Nd4jRuntime;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.factory.Nd4j;

/** Processor of a tower: a CPU core or a GPU. */
public interface Device {

    /** Binds the calling thread to the device, permanently. */
    void bind();

    /**
     * Returns a device for each tower of a model.
     *
     * @param shareGpu whether several towers may use one GPU
     * @param gpus CUDA devices to use; empty on a CPU
     * @throws IllegalArgumentException if there are more towers than GPUs and they may not share
     */
    static List<Device> forTowers(int towers, boolean shareGpu, List<Integer> gpus) {
        return Nd4jRuntime.isOnCpu() ? Collections.nCopies(towers, new Core()) : gpus(towers, gpus, shareGpu);
    }

    /** Assigns GPUs round-robin. */
    static List<Device> gpus(int towers, List<Integer> gpus, boolean shareGpu) {
        int count = gpus.size();
        if (towers > count && !shareGpu) {
            throw new IllegalArgumentException(
                    towers + " towers, but there " + (count == 1 ? "is 1 GPU" : "are " + count + " GPUs")
                            + ": towers on one GPU only wait for each other; give --towers " + count
                            + ", or --share-gpu to allow it");
        }
        return IntStream.range(0, towers)
                .<Device>mapToObj(tower -> new Gpu(gpus.get(tower % count)))
                .toList();
    }

    /** A CPU core of the scheduler's choice: the tower's operations use one thread. */
    record Core() implements Device {
        @Override
        public void bind() {
            Nd4jRuntime.useOneThread();
        }
    }

    /**
     * A CUDA device.
     *
     * @param index CUDA's, from 0
     */
    record Gpu(int index) implements Device {
        @Override
        public void bind() {
            Nd4j.getAffinityManager().unsafeSetDevice(index);
        }
    }
}
