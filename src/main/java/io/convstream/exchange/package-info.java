/** Connections between the workers that train one model: handshake, frames, exchange of gradients. */
@NullMarked
package io.convstream.exchange;

import org.jspecify.annotations.NullMarked;
