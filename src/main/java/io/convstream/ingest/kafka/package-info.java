/** Kafka topics as sources and destinations of images: connection, offsets, messages, consumer groups, producer. */
@NullMarked
package io.convstream.ingest.kafka;

import org.jspecify.annotations.NullMarked;
