/**
 * Preparation of records: decode, augment, standardize. Input: raw records. Output: one example per record and model; a bad
 * record becomes a dead letter and a tombstone with its sequence number.
 *
 * <p>Invariant: an example depends on its record, the options and the seed only, so any parallelism gives the same
 * examples.
 */
@NullMarked
package io.convstream.prepare;

import org.jspecify.annotations.NullMarked;
