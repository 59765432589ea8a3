/** The engine that compiles a network to operations in native memory: replicas, all-reduce, parameter update. */
@NullMarked
package io.convstream.network.compiled;

import org.jspecify.annotations.NullMarked;
