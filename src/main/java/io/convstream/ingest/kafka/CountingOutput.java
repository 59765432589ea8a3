package io.convstream.ingest.kafka;

import io.convstream.image.RawRecord;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.jspecify.annotations.Nullable;

/** Output of a reader that counts records and forwards all calls. */
final class CountingOutput implements ReaderOutput<RawRecord> {

    private @Nullable ReaderOutput<RawRecord> output;
    private long records;

    /** Returns this output, forwarding to another one. */
    CountingOutput to(ReaderOutput<RawRecord> target) {
        output = target;
        return this;
    }

    long records() {
        return records;
    }

    void setRecords(long restored) {
        records = restored;
    }

    private ReaderOutput<RawRecord> output() {
        if (output == null) {
            throw new IllegalStateException("a record before the first poll");
        }
        return output;
    }

    @Override
    public void collect(RawRecord record) {
        records++;
        output().collect(record);
    }

    @Override
    public void collect(RawRecord record, long timestamp) {
        records++;
        output().collect(record, timestamp);
    }

    @Override
    public void emitWatermark(Watermark watermark) {
        output().emitWatermark(watermark);
    }

    @Override
    public void markIdle() {
        output().markIdle();
    }

    @Override
    public void markActive() {
        output().markActive();
    }

    @Override
    public SourceOutput<RawRecord> createOutputForSplit(String split) {
        return new OfSplit(output().createOutputForSplit(split));
    }

    @Override
    public void releaseOutputForSplit(String split) {
        output().releaseOutputForSplit(split);
    }

    /** Output of one split. */
    private final class OfSplit implements SourceOutput<RawRecord> {

        private final SourceOutput<RawRecord> split;

        OfSplit(SourceOutput<RawRecord> split) {
            this.split = split;
        }

        @Override
        public void collect(RawRecord record) {
            records++;
            split.collect(record);
        }

        @Override
        public void collect(RawRecord record, long timestamp) {
            records++;
            split.collect(record, timestamp);
        }

        @Override
        public void emitWatermark(Watermark watermark) {
            split.emitWatermark(watermark);
        }

        @Override
        public void markIdle() {
            split.markIdle();
        }

        @Override
        public void markActive() {
            split.markActive();
        }
    }
}
