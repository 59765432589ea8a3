/**
 * Events in, something a person can use out: console lines, event files, TensorBoard, the model folder.
 */
@NullMarked
package io.convstream.publish;

import org.jspecify.annotations.NullMarked;
