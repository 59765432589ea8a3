package io.convstream.evaluate;

import io.convstream.image.Origin;
import org.apache.flink.annotation.PublicEvolving;

/**
 * A held-out record that cannot be prepared; evaluation skips it.
 *
 * @param reason the name of a {@code BadRecordReason}
 * @param message the error, with the values found
 * @param content the record's bytes
 * @param label the label given with the record; -1 if the content holds it
 * @param origin the record's file and position
 * @param position its number in the held-out set, from 0
 */
@PublicEvolving
public record RejectedImage(String reason, String message, byte[] content, int label, Origin origin, long position) {}
