/** Reads DL4J configurations into plans: operations in order, and the flat vector of parameters. */
@NullMarked
package io.convstream.network.plan;

import org.jspecify.annotations.NullMarked;
