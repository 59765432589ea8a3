/** The job: {@link io.convstream.Pipeline} defines the whole flow; sources and sinks are parameters. */
@NullMarked
package io.convstream;

import org.jspecify.annotations.NullMarked;
