/** Serving: requests to predictions, with the versions that the {@link io.convstream.rollout rollout} decides on. */
@NullMarked
package io.convstream.serve;

import org.jspecify.annotations.NullMarked;
