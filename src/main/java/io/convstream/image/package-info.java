/** Records of the stream: raw records, prepared examples, image sets and their shapes. Depends on the JDK and on annotations only. */
@NullMarked
package io.convstream.image;

import org.jspecify.annotations.NullMarked;
