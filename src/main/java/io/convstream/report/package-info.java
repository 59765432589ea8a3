/**
 * What runs left behind in, one page out that a person can look at: {@code report.html}.
 *
 * <p>Input: event files, model folders, run descriptions and, where they are still there, the pictures. Output: one file
 * that needs no other and no network, replaced as a whole, and the curve of precision as a static picture. A run is only
 * read; what it does not hold (yet) is said on the page in a sentence. Whatever a run's length, its curves have so many
 * points and no more. No text of a run becomes markup or script.
 */
@NullMarked
package io.convstream.report;

import org.jspecify.annotations.NullMarked;
