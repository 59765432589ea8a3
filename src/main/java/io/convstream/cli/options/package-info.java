/** Options of the commands: parsing, defaults, checks, and the job that they describe. */
@NullMarked
package io.convstream.cli.options;

import org.jspecify.annotations.NullMarked;
