/** The engine that runs a network as DL4J does, on whatever backend ND4J has. */
@NullMarked
package io.convstream.network.dl4j;

import org.jspecify.annotations.NullMarked;
