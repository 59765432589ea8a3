/**
 * Image sets with random access: CIFAR-10 files, class folders, generated shapes, and their split into training and
 * held-out images.
 */
@NullMarked
package io.convstream.ingest.dataset;

import org.jspecify.annotations.NullMarked;
