package io.convstream.network.engine;

import io.convstream.network.nd4j.Nd4jRuntime;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.factory.Nd4j;

/** What a tower computes on. */
public interface Device {

    /** Binds the calling thread to it, for good. */
    void bind();

    /**
     * A device for each tower of a model: a share of the cores, or a GPU.
     *
     * @param shareGpu whether towers may share a GPU
     * @param gpus that the towers may use
     * @throws IllegalArgumentException where there are more towers than GPUs and they may not share
     */
    static List<Device> forTowers(int towers, boolean shareGpu, List<Integer> gpus) {
        return Nd4jRuntime.isOnCpu() ? Collections.nCopies(towers, new Core()) : gpus(towers, gpus, shareGpu);
    }

    /** Towers take the GPUs in turn. */
    static List<Device> gpus(int towers, List<Integer> gpus, boolean shareGpu) {
        int count = gpus.size();
        if (towers > count && !shareGpu) {
            throw new IllegalArgumentException(
                    towers + " towers, but there " + (count == 1 ? "is 1 GPU" : "are " + count + " GPUs")
                            + ": towers on one GPU only wait for each other; give --towers " + count
                            + ", or --share-gpu where you want that");
        }
        return IntStream.range(0, towers)
                .<Device>mapToObj(tower -> new Gpu(gpus.get(tower % count)))
                .toList();
    }

    /** One core, whichever the system chooses: the tower's operations have one thread. */
    record Core() implements Device {
        @Override
        public void bind() {
            Nd4jRuntime.useOneThread();
        }
    }

    /**
     * A CUDA device.
     *
     * @param index as ND4J counts them, from 0
     */
    record Gpu(int index) implements Device {
        @Override
        public void bind() {
            Nd4j.getAffinityManager().unsafeSetDevice(index);
        }
    }
}
