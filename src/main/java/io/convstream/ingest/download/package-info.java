/**
 * Download of archives over HTTP, and unpacking. Sizes are limited, links are refused, and an archive is unpacked
 * completely or not at all.
 */
@NullMarked
package io.convstream.ingest.download;

import org.jspecify.annotations.NullMarked;
