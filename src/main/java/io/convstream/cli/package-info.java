/**
 * The commands: train, evaluate, predict, report.
 */
@NullMarked
package io.convstream.cli;

import org.jspecify.annotations.NullMarked;
