package io.convstream;

import io.convstream.image.RawRecord;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Source of a pipeline. */
@PublicEvolving
@FunctionalInterface
public interface RecordSource {

    /**
     * Attaches the source. Each operator that it adds needs its own uid.
     *
     * @return records in the order of training: a stream of parallelism 1, numbered from 0 without gaps
     * @see io.convstream.ingest.SequenceNumbers
     */
    DataStream<RawRecord> attach(StreamExecutionEnvironment env);
}
