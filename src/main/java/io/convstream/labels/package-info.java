/**
 * Labels that arrive after the predictions: joined with the answered images by key, within a time to live. Leads to prequential
 * estimates of the answers, to labeled images for training, and to dead letters.
 */
@NullMarked
package io.convstream.labels;

import org.jspecify.annotations.NullMarked;
