/** Detectors of drift and the means that they compare: pure functions of a stream of values, and their encoding. */
@NullMarked
package io.convstream.drift;

import org.jspecify.annotations.NullMarked;
