/** The hold of a source at the end of a run, until a checkpoint that covers all records has been kept. */
@NullMarked
package io.convstream.ingest.hold;

import org.jspecify.annotations.NullMarked;
