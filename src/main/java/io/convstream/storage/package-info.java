/** Files that other processes read while they are written: atomic replacement, and a sink whose folder may move. */
@NullMarked
package io.convstream.storage;

import org.jspecify.annotations.NullMarked;
