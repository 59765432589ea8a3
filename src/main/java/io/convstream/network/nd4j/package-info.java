/** Native memory and native operations of ND4J. */
@NullMarked
package io.convstream.network.nd4j;

import org.jspecify.annotations.NullMarked;
