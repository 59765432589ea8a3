/**
 * Model snapshots in, evaluations out: counts what each model gets right on the held-out pictures, beside the task thread.
 */
@NullMarked
package io.convstream.evaluate;

import org.jspecify.annotations.NullMarked;
