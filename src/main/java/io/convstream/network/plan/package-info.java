/** From DL4J configurations to execution plans: operations in order, and the layout of the flat parameter vector. */
@NullMarked
package io.convstream.network.plan;

import org.jspecify.annotations.NullMarked;
