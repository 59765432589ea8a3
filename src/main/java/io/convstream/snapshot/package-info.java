/** Model snapshots between training and evaluation, and the serializers that both operators use for their state. */
@NullMarked
package io.convstream.snapshot;

import org.jspecify.annotations.NullMarked;
