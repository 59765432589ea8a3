package io.convstream.network;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.factory.Nd4j;

/** What a tower computes on. */
interface Device {

    /** Binds the calling thread to it, for good. */
    void bind();

    /**
     * A device for each tower of a model: a share of the cores, or a GPU.
     *
     * @param shareGpu whether towers may share a GPU
     * @throws IllegalArgumentException where there are more towers than GPUs and they may not share
     */
    static List<Device> forTowers(int towers, boolean shareGpu) {
        return Native.isOnCpu()
                ? Collections.nCopies(towers, new Core())
                : gpus(towers, Nd4j.getAffinityManager().getNumberOfDevices(), shareGpu);
    }

    /** How many towers pay on this machine: more than 8 processors are not used by batches of a usual size. */
    static int count() {
        return Native.isOnCpu()
                ? Math.min(8, Runtime.getRuntime().availableProcessors())
                : Nd4j.getAffinityManager().getNumberOfDevices();
    }

    /** Towers take the GPUs in turn. */
    static List<Device> gpus(int towers, int gpus, boolean shareGpu) {
        if (towers > gpus && !shareGpu) {
            throw new IllegalArgumentException(
                    towers + " towers, but there " + (gpus == 1 ? "is 1 GPU" : "are " + gpus + " GPUs")
                            + ": towers on one GPU only wait for each other; give --towers " + gpus
                            + ", or --share-gpu where you want that");
        }
        return IntStream.range(0, towers)
                .<Device>mapToObj(tower -> new Gpu(tower % gpus))
                .toList();
    }

    /** One core, whichever the system chooses: the tower's operations have one thread. */
    record Core() implements Device {
        @Override
        public void bind() {
            Native.useOneThread();
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
