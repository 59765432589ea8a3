/** The flow on one screen ({@code Pipeline}) and the options of a job. */
@NullMarked
package io.convstream;

import org.jspecify.annotations.NullMarked;
