package io.convstream.image;

import org.apache.flink.annotation.PublicEvolving;

/**
 * Origin of a record, for messages that name it.
 *
 * @param source the file's path, the topic, or the name of a generated set
 * @param partition the topic's partition; -1 if not from a topic
 * @param position the index of the record in the file, from 0, or its offset in the partition
 * @param byteOffset the byte at which the record starts in its file; -1 if the record is a file or message of its own
 */
@PublicEvolving
public record Origin(String source, int partition, long position, long byteOffset) {}
