/** The dataflow: {@link io.convstream.Pipeline} defines it; sources and sinks are parameters. */
@NullMarked
package io.convstream;

import org.jspecify.annotations.NullMarked;
