/** What a checkpoint or savepoint holds, read without starting a job. */
@NullMarked
package io.convstream.savepoint;

import org.jspecify.annotations.NullMarked;
