package io.convstream.cluster;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The memory sizes of a TaskManager, in bytes.
 *
 * @param name the TaskManager's id
 * @param machine the physical memory of its machine
 * @param process {@code taskmanager.memory.process.size}
 * @param taskOffHeap {@code taskmanager.memory.task.off-heap.size}
 */
public record TaskManagerMemory(String name, long machine, long process, long taskOffHeap) {

    static TaskManagerMemory of(JsonNode taskManager) {
        JsonNode sizes = taskManager.path("memoryConfiguration");
        return new TaskManagerMemory(
                taskManager.path("id").asText(),
                taskManager.path("hardware").path("physicalMemory").asLong(),
                sizes.path("totalProcessMemory").asLong(),
                sizes.path("taskOffHeap").asLong());
    }
}
