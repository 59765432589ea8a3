package io.convstream.event;

import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.util.Collection;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Writes JSON Lines exactly once: each completed checkpoint publishes its lines as a part, and small parts are merged.
 * Run it with parallelism 1.
 *
 * <p>In place of Flink's file sink, whose state holds absolute paths, whose compaction delays files, and whose file names
 * have no order.
 */
record LineSink<T>(StoragePath folder, String run, int attempt)
        implements Sink<T>, SupportsWriterState<T, Long>, SupportsCommitter<Lines> {

    @Override
    public LineWriter<T> createWriter(WriterInitContext context) {
        return new LineWriter<>(folder, run, attempt, 0);
    }

    @Override
    public LineWriter<T> restoreWriter(WriterInitContext context, Collection<Long> numbers) {
        return new LineWriter<>(
                folder,
                run,
                attempt,
                numbers.stream().mapToLong(Long::longValue).max().orElse(0));
    }

    @Override
    public SimpleVersionedSerializer<Long> getWriterStateSerializer() {
        return new NumberSerializer();
    }

    @Override
    public Committer<Lines> createCommitter(CommitterInitContext context) {
        return new LineCommitter(folder, run, attempt);
    }

    @Override
    public SimpleVersionedSerializer<Lines> getCommittableSerializer() {
        return new Lines.Serializer();
    }

    /** Serializes the number of the next lines. */
    private static final class NumberSerializer implements SimpleVersionedSerializer<Long> {

        /** Versions 1 and 2 are Flink's file sink. */
        private static final int VERSION = 3;

        @Override
        public int getVersion() {
            return VERSION;
        }

        @Override
        public byte[] serialize(Long number) throws IOException {
            var out = new DataOutputSerializer(Long.BYTES);
            out.writeLong(number);
            return out.getCopyOfBuffer();
        }

        @Override
        public Long deserialize(int version, byte[] serialized) throws IOException {
            return version == VERSION ? new DataInputDeserializer(serialized).readLong() : 0;
        }
    }
}
