/**
 * Notices that the stream has changed: prequential precision and loss of each model, and detectors of drift. Input: the
 * training steps; output: change events. Training does not depend on it.
 */
@NullMarked
package io.convstream.change;

import org.jspecify.annotations.NullMarked;
