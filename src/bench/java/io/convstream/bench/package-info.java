/** Benchmarks: the training step of several libraries, the whole job compared with the bare step, scaling. */
@NullMarked
package io.convstream.bench;

import org.jspecify.annotations.NullMarked;
