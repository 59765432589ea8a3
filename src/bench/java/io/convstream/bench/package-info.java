/** Benchmarks: our arithmetic beside other people's, the whole job beside our arithmetic, and how the cost grows. */
@NullMarked
package io.convstream.bench;

import org.jspecify.annotations.NullMarked;
