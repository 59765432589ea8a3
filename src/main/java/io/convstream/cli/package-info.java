/**
 * The commands: train, evaluate, predict.
 */
@NullMarked
package io.convstream.cli;

import org.jspecify.annotations.NullMarked;
