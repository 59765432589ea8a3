/** A training job as Flink executes it: graph, configuration and sinks. Independent of the command line. */
@NullMarked
package io.convstream.job;

import org.jspecify.annotations.NullMarked;
