/**
 * Errors as sentences. Input: anything thrown. Output: one sentence for the command line, without names of Java
 * classes, and an exit code.
 */
@NullMarked
package io.convstream.failure;

import org.jspecify.annotations.NullMarked;
