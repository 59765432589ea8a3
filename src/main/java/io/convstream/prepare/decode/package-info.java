/**
 * Decoding of raw records and image files (JPEG, PNG, GIF, BMP) to RGB bytes. Every size is checked before memory is
 * allocated; bad content is a {@link io.convstream.prepare.decode.BadRecordException}.
 */
@NullMarked
package io.convstream.prepare.decode;

import org.jspecify.annotations.NullMarked;
