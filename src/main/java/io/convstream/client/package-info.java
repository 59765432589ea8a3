/** Runs, follows and stops jobs, embedded in this process or on a cluster, and completes their runs. */
@NullMarked
package io.convstream.client;

import org.jspecify.annotations.NullMarked;
