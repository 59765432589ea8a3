package io.convstream.rollout;

/**
 * A plan and the time from which it holds.
 *
 * @param from the first Kafka timestamp of the records that it answers, in milliseconds since the epoch
 */
public record Deployment(String model, long from, Plan plan) {}
