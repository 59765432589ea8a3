/**
 * Sets of labeled images that can be read at any position: CIFAR-10 files, class folders, generated shapes, and their
 * split into training and evaluation.
 */
@NullMarked
package io.convstream.ingest.dataset;

import org.jspecify.annotations.NullMarked;
