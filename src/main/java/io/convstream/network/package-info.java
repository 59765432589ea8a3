/**
 * What learns. In: a network as the JSON of a DL4J {@code MultiLayerConfiguration}, pictures, labels. Out: step results,
 * states, probabilities, model files. The only room that sees DL4J or ND4J.
 *
 * <p>{@code Network} is the plan: stages and the places of parameters in one flat vector. A {@code Replica} is the plan
 * bound to buffers for so many pictures, all channels last, its native operations built once. A {@code Team} of replicas
 * shares a batch, one replica for each tower's thread, and {@code Update} follows when all gradients are there.
 *
 * <p>What holds: with the same definition, state and pictures a step gives the same bits, whoever calls and whatever
 * stopped before. So every sum has a fixed order, every native operation runs on one thread, randomness is a function of
 * (seed, step, place), and exponentials in Java are {@code StrictMath}'s.
 */
@NullMarked
package io.convstream.network;

import org.jspecify.annotations.NullMarked;
