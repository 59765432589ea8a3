/**
 * Examples in, steps out: the keyed operator that puts examples in order, makes batches of them and holds each model's state in Flink's checkpoints.
 */
@NullMarked
package io.convstream.train;

import org.jspecify.annotations.NullMarked;
