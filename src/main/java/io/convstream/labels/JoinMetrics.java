package io.convstream.labels;

import io.convstream.prepare.decode.BadRecordReason;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** Flink metrics of the join of images and labels, described in docs/serving.md. */
final class JoinMetrics {

    private static final Set<BadRecordReason> REASONS = EnumSet.of(
            BadRecordReason.UNKNOWN_LABEL,
            BadRecordReason.UNKNOWN_KEY,
            BadRecordReason.LATE_LABEL,
            BadRecordReason.CONFLICTING_LABEL);

    private final Counter joinedLabels;
    private final Counter repeatedLabels;
    private final Counter repeatedKeys;
    private final Counter unlabeledImages;
    private final Map<BadRecordReason, Counter> rejected = new EnumMap<>(BadRecordReason.class);

    JoinMetrics(MetricGroup operator) {
        MetricGroup group = operator.addGroup("convstream");
        joinedLabels = group.counter("joinedLabels");
        repeatedLabels = group.counter("repeatedLabels");
        repeatedKeys = group.counter("repeatedKeys");
        unlabeledImages = group.counter("unlabeledImages");
        for (BadRecordReason reason : REASONS) {
            rejected.put(reason, group.addGroup("reason", reason.name()).counter("rejectedLabels"));
        }
    }

    void joined() {
        joinedLabels.inc();
    }

    /** A label that is already known. */
    void repeatedLabel() {
        repeatedLabels.inc();
    }

    /** An image with the key of another one. */
    void repeatedKey() {
        repeatedKeys.inc();
    }

    /** An image whose label has not arrived in time. */
    void unlabeled() {
        unlabeledImages.inc();
    }

    void rejected(BadRecordReason reason) {
        Objects.requireNonNull(rejected.get(reason)).inc();
    }
}
