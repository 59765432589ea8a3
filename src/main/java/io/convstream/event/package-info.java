/**
 * The events of a run: steps, evaluations, failures, stored models, dead letters; as JSON, event files and Kafka
 * messages.
 */
@NullMarked
package io.convstream.event;

import org.jspecify.annotations.NullMarked;
