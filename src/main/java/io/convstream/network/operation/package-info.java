/** The operations of a plan, before and after they are bound to the memory of a replica. */
@NullMarked
package io.convstream.network.operation;

import org.jspecify.annotations.NullMarked;
