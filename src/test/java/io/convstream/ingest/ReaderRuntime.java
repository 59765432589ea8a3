package io.convstream.ingest;

import io.convstream.image.RawRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.RichSourceReaderContext;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.streaming.util.MockStreamingRuntimeContext;
import org.apache.flink.util.SimpleUserCodeClassLoader;
import org.apache.flink.util.UserCodeClassLoader;

/** The context and the output of a source reader, without a task. */
public final class ReaderRuntime extends RichSourceReaderContext implements ReaderOutput<RawRecord> {

    private final List<RawRecord> records = new ArrayList<>();

    public ReaderRuntime() {
        setRuntimeContext(new MockStreamingRuntimeContext(1, 0));
    }

    JobID job() {
        return getRuntimeContext().getJobInfo().getJobId();
    }

    /** Polls a reader as long as it has records; returns its last status. */
    InputStatus readAll(SourceReader<RawRecord, ?> reader) throws Exception {
        InputStatus status;
        do {
            status = reader.pollNext(this);
        } while (status == InputStatus.MORE_AVAILABLE);
        return status;
    }

    List<RawRecord> records() {
        return records;
    }

    @Override
    public void collect(RawRecord record) {
        records.add(record);
    }

    @Override
    public void collect(RawRecord record, long timestamp) {
        records.add(record);
    }

    @Override
    public void emitWatermark(Watermark watermark) {}

    @Override
    public void markIdle() {}

    @Override
    public void markActive() {}

    @Override
    public SourceOutput<RawRecord> createOutputForSplit(String split) {
        return this;
    }

    @Override
    public void releaseOutputForSplit(String split) {}

    @Override
    public SourceReaderMetricGroup metricGroup() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Configuration getConfiguration() {
        return new Configuration();
    }

    @Override
    public String getLocalHostName() {
        return "localhost";
    }

    @Override
    public int getIndexOfSubtask() {
        return 0;
    }

    @Override
    public void sendSplitRequest() {}

    @Override
    public void sendSourceEventToCoordinator(SourceEvent event) {}

    @Override
    public UserCodeClassLoader getUserCodeClassLoader() {
        return SimpleUserCodeClassLoader.create(ReaderRuntime.class.getClassLoader());
    }
}
