/**
 * Error messages. Input: any exception. Output: one sentence for the command line, without Java class names, and an exit
 * code.
 */
@NullMarked
package io.convstream.failure;

import org.jspecify.annotations.NullMarked;
