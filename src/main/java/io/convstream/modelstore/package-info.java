/** Stores the newest and the best model of each name as DL4J zip files, with a manifest. */
@NullMarked
package io.convstream.modelstore;

import org.jspecify.annotations.NullMarked;
