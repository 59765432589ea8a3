/**
 * What flows: raw records, prepared examples and the sets they come from. Knows the JDK alone.
 */
@NullMarked
package io.convstream.image;

import org.jspecify.annotations.NullMarked;
