/**
 * Raw record in, example out: decode, distort, standardise. A record that cannot be read becomes a dead letter and leaves a tombstone with its sequence number.
 */
@NullMarked
package io.convstream.prepare;

import org.jspecify.annotations.NullMarked;
