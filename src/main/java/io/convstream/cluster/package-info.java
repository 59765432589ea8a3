/**
 * Flink clusters: one on this machine, of processes that this room starts, watches and ends; and any other, spoken to at
 * its REST address. It knows nothing of pictures and models but the names of their metrics. What is wrong is an
 * {@link java.io.IOException} whose message is a sentence for the user.
 */
@NullMarked
package io.convstream.cluster;

import org.jspecify.annotations.NullMarked;
