package io.convstream.rollout;

import java.util.Map;
import java.util.TreeMap;

/** The next offsets of a topic as entries {@code NAME/PARTITION} of the progress. */
final class TopicOffsets {

    private TopicOffsets() {}

    static Map<String, String> progress(String name, Map<Integer, Long> offsets) {
        Map<String, String> progress = new TreeMap<>();
        offsets.forEach((partition, offset) -> progress.put(name + "/" + partition, String.valueOf(offset)));
        return progress;
    }

    static Map<Integer, Long> of(String name, Map<String, String> progress) {
        Map<Integer, Long> offsets = new TreeMap<>();
        progress.forEach((key, offset) -> {
            if (key.startsWith(name + "/")) {
                offsets.put(Integer.parseInt(key.substring(name.length() + 1)), Long.parseLong(offset));
            }
        });
        return offsets;
    }
}
