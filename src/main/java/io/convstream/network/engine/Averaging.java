package io.convstream.network.engine;

/**
 * What a step does with the moving averages of parameters and running statistics.
 *
 * @param decay weight of the previous values, from 0 to 1
 * @param replaces whether the averages then replace the parameters and running statistics
 */
public record Averaging(double decay, boolean replaces) {}
