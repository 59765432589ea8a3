/** Console output of a run: a progress bar on a terminal, plain lines elsewhere. */
@NullMarked
package io.convstream.console;

import org.jspecify.annotations.NullMarked;
