package io.convstream.rollout;

import org.jspecify.annotations.Nullable;

/**
 * What became of an announced version or a control command.
 *
 * @param number counts the decisions of a service, from 0
 * @param time when it was made, in milliseconds since the epoch
 * @param model empty if a command names none that is served
 * @param accepted whether it has the effect that was requested
 * @param message what was decided and why, as a sentence
 * @param deployment null if the plan stays
 */
public record Decision(
        long number,
        long time,
        String model,
        boolean accepted,
        String message,
        @Nullable Deployment deployment) {}
