/** Benchmarks: the training step beside other libraries, the whole job beside the step, and scaling. */
@NullMarked
package io.convstream.bench;

import org.jspecify.annotations.NullMarked;
