/**
 * Arithmetic that ND4J's own operations are too slow for: Winograd convolution, im2col, max pooling, local response
 * normalization. Each class states its shapes, its layout and the measured reason why it exists.
 */
@NullMarked
package io.convstream.network.kernel;

import org.jspecify.annotations.NullMarked;
