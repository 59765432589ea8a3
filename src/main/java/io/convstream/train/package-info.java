/**
 * Trains models. Input: examples. Output: step events, summaries, failures and model snapshots.
 *
 * <p>Invariants: batches follow the sequence order; a checkpoint holds the complete state of every model.
 */
@NullMarked
package io.convstream.train;

import org.jspecify.annotations.NullMarked;
