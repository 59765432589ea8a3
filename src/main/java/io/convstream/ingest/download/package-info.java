/**
 * Downloads archives over HTTP and unpacks them. Sizes are bounded, links are refused, and an archive is unpacked
 * completely or not at all.
 */
@NullMarked
package io.convstream.ingest.download;

import org.jspecify.annotations.NullMarked;
