/** Execution of a plan: replicas on threads and devices, all-reduce, parameter update. */
@NullMarked
package io.convstream.network.engine;

import org.jspecify.annotations.NullMarked;
