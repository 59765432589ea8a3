/** Writes event files for TensorBoard with the tags of TensorFlow's CIFAR-10 tutorial. */
@NullMarked
package io.convstream.tensorboard;

import org.jspecify.annotations.NullMarked;
