/** Files that other processes read while they are written: replaced atomically, and movable with their folder. */
@NullMarked
package io.convstream.storage;

import org.jspecify.annotations.NullMarked;
