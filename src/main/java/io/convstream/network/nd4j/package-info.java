/** ND4J's initialization, native memory and native operations. */
@NullMarked
package io.convstream.network.nd4j;

import org.jspecify.annotations.NullMarked;
