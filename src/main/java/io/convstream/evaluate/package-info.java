/**
 * Evaluates model snapshots on the held-out images, outside the task thread. Input: snapshots. Output: one evaluation
 * per completed checkpoint.
 */
@NullMarked
package io.convstream.evaluate;

import org.jspecify.annotations.NullMarked;
