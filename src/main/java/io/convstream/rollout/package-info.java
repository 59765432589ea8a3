/**
 * Which version of a model answers which record: announced versions, control commands, the policy that accepts them, and the
 * journal of decisions.
 */
@NullMarked
package io.convstream.rollout;

import org.jspecify.annotations.NullMarked;
