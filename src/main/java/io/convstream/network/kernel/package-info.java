/**
 * Kernels for operations that are slow in ND4J on the CPU: Winograd and im2col convolution, max pooling, local response
 * normalization. Each class states its contract, shapes, layout, reference and the measured reason why it exists.
 */
@NullMarked
package io.convstream.network.kernel;

import org.jspecify.annotations.NullMarked;
