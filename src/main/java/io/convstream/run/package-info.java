/** A run: its folder, lock, identity and description, and the checks before it is resumed. */
@NullMarked
package io.convstream.run;

import org.jspecify.annotations.NullMarked;
