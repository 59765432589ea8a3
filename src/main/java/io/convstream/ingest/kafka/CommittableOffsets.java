package io.convstream.ingest.kafka;

import io.convstream.image.RawRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Offsets of a topic that a consumer group may commit: every record below them has left the shuffle buffer. A run that
 * starts there without this run's state misses no record, but may read again records that left the buffer early.
 *
 * <p>Later passes over a range read the same records again and change nothing. Not thread-safe.
 */
final class CommittableOffsets {

    private final Map<Integer, SortedSet<Long>> bufferedOffsets = new HashMap<>();
    private final Map<Integer, Long> nextOffsets = new HashMap<>();
    private boolean dropping;

    /** Registers a record of a restored buffer. */
    void restore(RawRecord record) {
        if (record.epoch() == 0) {
            buffered(record).add(record.origin().position());
        }
    }

    /** Registers a record that enters the buffer. */
    void receive(RawRecord record) {
        SortedSet<Long> partition = buffered(record);
        if (record.epoch() > 0 || (dropping && !partition.isEmpty())) {
            return;
        }
        partition.add(record.origin().position());
        nextOffsets.put(record.origin().partition(), record.origin().position() + 1);
    }

    /** Registers a record that leaves the buffer to be trained. */
    void emit(RawRecord record) {
        if (record.epoch() == 0) {
            buffered(record).remove(record.origin().position());
        }
    }

    /** Registers that a record was dropped, as all later ones will be: their offsets are never committed. */
    void drop() {
        dropping = true;
    }

    /** Returns the first offset of each known partition whose record has not left the buffer. */
    Map<Integer, Long> offsets() {
        Map<Integer, Long> committable = new TreeMap<>(nextOffsets);
        bufferedOffsets.forEach((partition, offsets) -> {
            if (!offsets.isEmpty()) {
                committable.put(partition, offsets.first());
            }
        });
        return committable;
    }

    private SortedSet<Long> buffered(RawRecord record) {
        return bufferedOffsets.computeIfAbsent(record.origin().partition(), partition -> new TreeSet<>());
    }
}
