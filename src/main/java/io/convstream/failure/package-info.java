/**
 * How failures are put in words. In: what was thrown. Out: one sentence for the person at the command line, without names
 * of Java classes. Depends on the JDK alone.
 */
@NullMarked
package io.convstream.failure;

import org.jspecify.annotations.NullMarked;
