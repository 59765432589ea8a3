/**
 * A training job: Flink graph, configuration and sinks. Independent of the command line: create a
 * {@link io.convstream.job.TrainJob} to run one from another program.
 */
@NullMarked
package io.convstream.job;

import org.jspecify.annotations.NullMarked;
