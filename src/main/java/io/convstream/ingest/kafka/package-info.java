/** Kafka topics as sources and destinations of images: connection, offsets, messages, consumer group, feeder. */
@NullMarked
package io.convstream.ingest.kafka;

import org.jspecify.annotations.NullMarked;
