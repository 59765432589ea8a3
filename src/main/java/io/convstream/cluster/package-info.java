/**
 * Flink clusters: starts one on this machine, and talks to any at its REST address. Errors are an
 * {@link java.io.IOException} with a sentence for the user.
 */
@NullMarked
package io.convstream.cluster;

import org.jspecify.annotations.NullMarked;
