/**
 * Flink clusters: embedded, on this machine in processes of their own, and remote by the REST API. Errors are an
 * {@link java.io.IOException} with a sentence for the user.
 */
@NullMarked
package io.convstream.cluster;

import org.jspecify.annotations.NullMarked;
