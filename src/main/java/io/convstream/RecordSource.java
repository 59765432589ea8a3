package io.convstream;

import io.convstream.image.RawRecord;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Where the records of a flow come from. */
public interface RecordSource {

    /**
     * Attaches the sources, with names and uids of their own.
     *
     * @return one ordered stream, of parallelism 1, of records that are numbered from 0 without gaps: their order is the
     *     order of training
     */
    DataStream<RawRecord> attach(StreamExecutionEnvironment env);
}
