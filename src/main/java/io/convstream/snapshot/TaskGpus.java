package io.convstream.snapshot;

import io.convstream.network.Gpus;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.externalresource.ExternalResourceInfo;
import org.apache.flink.api.common.functions.RuntimeContext;

/**
 * The GPUs that Flink's external resource framework gave to a TaskManager under the name {@code gpu}; all of the machine's
 * where it gave none.
 */
public final class TaskGpus {

    private static final String RESOURCE = "gpu";
    /** As Flink's GPU driver calls it; its discovery script writes what {@code nvidia-smi} counts. */
    private static final String INDEX = "index";

    private TaskGpus() {}

    /**
     * A task's GPUs; every task of a TaskManager gets the same.
     *
     * @throws IllegalStateException where the cluster's driver for the resource is not one for GPUs
     */
    public static Gpus of(RuntimeContext task) {
        Set<ExternalResourceInfo> given = task.getExternalResourceInfos(RESOURCE);
        return given.isEmpty() ? Gpus.ofMachine() : Gpus.of(indexes(given));
    }

    static List<Integer> indexes(Set<ExternalResourceInfo> given) {
        return given.stream().map(TaskGpus::index).sorted().toList();
    }

    private static int index(ExternalResourceInfo info) {
        try {
            return Integer.parseInt(info.getProperty(INDEX).orElse(""));
        } catch (NumberFormatException e) {
            throw new IllegalStateException(
                    "the external resource " + RESOURCE + " has no number as its " + INDEX + " but " + info
                            + ": set external-resource." + RESOURCE
                            + ".driver-factory.class to org.apache.flink.externalresource.gpu.GPUDriverFactory",
                    e);
        }
    }
}
