package io.convstream.rollout;

import io.convstream.ingest.kafka.KafkaTopic;
import io.convstream.storage.StoragePath;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the models of a service are rolled out.
 *
 * @param run the run folder of the service
 * @param models where models are announced
 * @param control the topic of commands; null: none
 * @param delay from a decision to the timestamp of the first record that it affects
 * @param keep the number of usable versions of each model whose files are kept
 */
public record RolloutOptions(
        StoragePath run,
        ModelLocation models,
        @Nullable KafkaTopic control,
        RolloutPolicy policy,
        Duration delay,
        int keep)
        implements Serializable {}
