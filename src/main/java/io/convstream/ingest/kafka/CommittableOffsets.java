package io.convstream.ingest.kafka;

import io.convstream.image.RawRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which offsets of a topic a consumer group may commit: every record below them has left the shuffle buffer. A run that
 * starts there without this one's state misses nothing, and may see again what had left the buffer before its turn.
 *
 * <p>Later passes over a range read the same records again and change nothing.
 */
final class CommittableOffsets {

    private final Map<Integer, SortedSet<Long>> waiting = new HashMap<>();
    private final Map<Integer, Long> next = new HashMap<>();
    private boolean dropping;

    /** A record is in the buffer since before the last checkpoint. */
    void restored(RawRecord record) {
        if (record.epoch() == 0) {
            waiting(record).add(record.origin().position());
        }
    }

    /** A record has come. */
    void received(RawRecord record) {
        SortedSet<Long> partition = waiting(record);
        if (record.epoch() > 0 || (dropping && !partition.isEmpty())) {
            return;
        }
        partition.add(record.origin().position());
        next.put(record.origin().partition(), record.origin().position() + 1);
    }

    /** A record has left the buffer. */
    void sent(RawRecord record) {
        if (record.epoch() == 0) {
            waiting(record).remove(record.origin().position());
        }
    }

    /** A record was dropped, and all after it will be: they stay to be read. */
    void dropped() {
        dropping = true;
    }

    /** For each partition of which something is known, the offset of the first record that has not left. */
    Map<Integer, Long> firsts() {
        Map<Integer, Long> firsts = new TreeMap<>(next);
        waiting.forEach((partition, offsets) -> {
            if (!offsets.isEmpty()) {
                firsts.put(partition, offsets.first());
            }
        });
        return firsts;
    }

    private SortedSet<Long> waiting(RawRecord record) {
        return waiting.computeIfAbsent(record.origin().partition(), partition -> new TreeSet<>());
    }
}
