package io.convstream.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a service has decided about an announced version of a model or a control command.
 *
 * @param number counts the decisions of a service, from 0
 * @param model empty if a command names none that is served
 * @param accepted whether it has the effect that was requested
 * @param message what was decided and why, as a sentence
 * @param time when it was decided
 * @param from the first timestamp of the images that it affects; null if nothing changes
 * @param step of the version that answers from then on; null if nothing changes, or if it is unknown
 * @param sha256 of its file; null if nothing changes
 * @param candidateStep of the version that also predicts; null: none
 * @param candidateSha256 of its file; null: none
 * @param candidatePercent the percentage of keys that it answers
 */
public record DeploymentEvent(
        long number,
        String model,
        boolean accepted,
        String message,
        Instant time,
        @Nullable Instant from,
        @Nullable Long step,
        @Nullable String sha256,
        @Nullable Long candidateStep,
        @Nullable String candidateSha256,
        int candidatePercent) {}
