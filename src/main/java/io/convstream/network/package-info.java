/**
 * What learns: networks described as DL4J configurations and run by a compiled step on native ND4J operations. The only room that sees DL4J or ND4J.
 */
@NullMarked
package io.convstream.network;

import org.jspecify.annotations.NullMarked;
