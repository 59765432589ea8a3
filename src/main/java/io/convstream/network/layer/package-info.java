/** Operations of the layers: how each is bound, and its forward and backward pass. */
@NullMarked
package io.convstream.network.layer;

import org.jspecify.annotations.NullMarked;
