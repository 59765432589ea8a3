/**
 * Finds the images that an option names, and makes Flink sources of them; every record receives a dense sequence number.
 *
 * <p>Invariant: the order of records is a pure function of the seed, the epoch and the image set.
 */
@NullMarked
package io.convstream.ingest;

import org.jspecify.annotations.NullMarked;
