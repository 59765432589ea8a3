/**
 * Looks at what a job would need, before it is missed: this machine, a cluster, Kafka, the run folder. What it finds is
 * told, one {@link io.convstream.doctor.Finding} for each thing; nothing that it does stays.
 */
@NullMarked
package io.convstream.doctor;

import org.jspecify.annotations.NullMarked;
