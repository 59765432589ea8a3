/** The commands of {@code convstream}. */
@NullMarked
package io.convstream.cli;

import org.jspecify.annotations.NullMarked;
