/**
 * Checks the prerequisites of a job: this machine, a cluster, Kafka, the run folder. Each check returns
 * {@link io.convstream.doctor.Finding}s and leaves nothing behind.
 */
@NullMarked
package io.convstream.doctor;

import org.jspecify.annotations.NullMarked;
