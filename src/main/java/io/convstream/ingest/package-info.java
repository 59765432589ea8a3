/**
 * Data sets by the value of {@code --data}, and Flink sources that read them. Every record gets a dense sequence number.
 *
 * <p>Invariant: the order of records is a pure function of the seed, the epoch and the image set.
 */
@NullMarked
package io.convstream.ingest;

import org.jspecify.annotations.NullMarked;
