/**
 * The report of one or more runs as a single HTML page that needs no network.
 *
 * <p>Input: event files, model folders, run descriptions and, if available, the images. Output: {@code report.html},
 * replaced atomically. Runs are only read. The size of the page does not grow with the length of a run. Text of a run
 * never becomes markup or script.
 */
@NullMarked
package io.convstream.report;

import org.jspecify.annotations.NullMarked;
