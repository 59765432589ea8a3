/**
 * Where pictures come from: CIFAR files, class folders, generated shapes, the download; gives every record its dense sequence number.
 */
@NullMarked
package io.convstream.ingest;

import org.jspecify.annotations.NullMarked;
