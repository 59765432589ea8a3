/**
 * Training and inference of convolutional networks, configured as the JSON of a DL4J {@code MultiLayerConfiguration}.
 * The only package that uses DL4J and ND4J; other packages use this one and none of its sub-packages.
 *
 * <p>A configuration becomes a plan ({@code network.plan}): a sequence of operations ({@code network.operation}, {@code
 * network.layer}, {@code network.kernel}) and an offset of each parameter in one flat vector. The engine ({@code
 * network.engine}) binds the plan to native memory ({@code network.nd4j}), once per replica. The replicas of a group
 * share a batch; the update runs after all gradients are complete.
 *
 * <p>Invariant: the same definition, state and images give the same bits. Every sum has a fixed order, every native
 * operation runs on one thread, randomness is a function of (seed, step, index), and exponentials in Java are those of
 * {@code StrictMath}.
 */
@NullMarked
package io.convstream.network;

import org.jspecify.annotations.NullMarked;
