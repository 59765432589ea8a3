/**
 * The report of one or more runs: a self-contained HTML page.
 *
 * <p>Input: event files, model folders, run descriptions and, if available, the images. Output: {@code report.html},
 * replaced atomically. Invariants: runs are only read; the size of the page does not grow with the length of a run;
 * text of a run is never interpreted as markup or script.
 */
@NullMarked
package io.convstream.report;

import org.jspecify.annotations.NullMarked;
