/**
 * The dataflow: {@link io.convstream.Pipeline} defines it; sources and sinks are parameters.
 *
 * <p>The API for programs that embed it consists of the types annotated with {@link
 * org.apache.flink.annotation.PublicEvolving}, in all packages. Other public types are internal.
 */
@NullMarked
package io.convstream;

import org.jspecify.annotations.NullMarked;
