package io.convstream.cluster;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How big a TaskManager may become, in bytes.
 *
 * @param name its id
 * @param machine what its machine has
 * @param process what all of it may take
 * @param taskOffHeap what of that is kept for what tasks allocate outside the heap
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
