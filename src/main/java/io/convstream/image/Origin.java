package io.convstream.image;

/**
 * Where a record came from, so that a person can find it again.
 *
 * @param source the file's path, the topic, or the name of a generated set
 * @param partition the topic's partition; -1 where there are none
 * @param position the record's number in the file, from 0, or its offset in the partition
 * @param byteOffset where the record starts in the file; -1 where that says nothing
 */
public record Origin(String source, int partition, long position, long byteOffset) {}
