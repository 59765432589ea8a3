package io.convstream.rollout;

import org.jspecify.annotations.Nullable;

/**
 * What serving operators receive: a decision, or only the time up to which no further deployment begins.
 *
 * @param until the plans of all records up to this Kafka timestamp are known, in milliseconds since the epoch
 * @param decision null: none
 */
public record Signal(long until, @Nullable Decision decision) {}
