/** Forward and backward pass of each layer. */
@NullMarked
package io.convstream.network.layer;

import org.jspecify.annotations.NullMarked;
