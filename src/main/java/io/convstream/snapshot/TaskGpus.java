package io.convstream.snapshot;

import io.convstream.network.Gpus;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.externalresource.ExternalResourceInfo;
import org.apache.flink.api.common.functions.RuntimeContext;

/**
 * The GPUs that Flink's external resource framework assigns to a TaskManager under the name {@code gpu}; all of the
 * machine's if it assigns none.
 */
public final class TaskGpus {

    private static final String RESOURCE = "gpu";
    /** The property set by Flink's GPU driver: the index that {@code nvidia-smi} prints. */
    private static final String INDEX = "index";

    private TaskGpus() {}

    /**
     * Returns a task's GPUs: those of its TaskManager, from another one on for each subtask that trains.
     *
     * @throws IllegalStateException if the cluster's driver for the resource is not Flink's GPU driver
     */
    public static Gpus of(RuntimeContext task) {
        Set<ExternalResourceInfo> assigned = task.getExternalResourceInfos(RESOURCE);
        Gpus all = assigned.isEmpty() ? Gpus.ofMachine() : Gpus.of(indexes(assigned));
        return all.forSubtask(task.getTaskInfo().getIndexOfThisSubtask());
    }

    static List<Integer> indexes(Set<ExternalResourceInfo> assigned) {
        return assigned.stream().map(TaskGpus::index).sorted().toList();
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
