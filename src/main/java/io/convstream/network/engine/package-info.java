/** What trains and runs a network: the interfaces of the engines, and the threads on which they compute. */
@NullMarked
package io.convstream.network.engine;

import org.jspecify.annotations.NullMarked;
