package io.convstream.job;

import java.io.IOException;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.jspecify.annotations.Nullable;

/**
 * The writer of a {@link TransactionalSink}: the connector's own from the first record. A transaction that a failed
 * attempt left open is aborted at that moment; its records follow the restored checkpoint, so there is a first one.
 */
@SuppressWarnings("try") // Flink's SinkWriter closes with any exception.
final class TransactionalWriter<T, S, C> implements StatefulSinkWriter<T, S>, CommittingSinkWriter<T, C> {

    /** Creates the connector's writer. */
    interface Factory<T> {
        SinkWriter<T> create() throws IOException;
    }

    private final Factory<T> factory;
    private @Nullable SinkWriter<T> writer;

    TransactionalWriter(Factory<T> factory) {
        this.factory = factory;
    }

    SinkWriter<T> open() throws IOException {
        if (writer == null) {
            writer = factory.create();
        }
        return writer;
    }

    @Override
    public void write(T element, Context context) throws IOException, InterruptedException {
        open().write(element, context);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        if (writer != null) {
            writer.flush(endOfInput);
        }
    }

    @Override
    public void writeWatermark(Watermark watermark) throws IOException, InterruptedException {
        if (writer != null) {
            writer.writeWatermark(watermark);
        }
    }

    @Override
    @SuppressWarnings("unchecked") // The connector's writer is of this sink.
    public Collection<C> prepareCommit() throws IOException, InterruptedException {
        return writer == null ? List.of() : ((CommittingSinkWriter<T, C>) writer).prepareCommit();
    }

    @Override
    @SuppressWarnings("unchecked") // The connector's writer is of this sink.
    public List<S> snapshotState(long checkpointId) throws IOException {
        return writer == null ? List.of() : ((StatefulSinkWriter<T, S>) writer).snapshotState(checkpointId);
    }

    @Override
    public void close() throws Exception {
        if (writer != null) {
            try (AutoCloseable admin = admin(writer)) {
                writer.close();
            }
        }
    }

    /**
     * Returns the client that the connector lists open transactions with and does not close (flink-connector-kafka
     * 5.0.0): its thread would keep the job's classes in memory after each restart and each job. The field and its getter
     * are private, and nothing public returns or closes the client.
     */
    private static @Nullable AutoCloseable admin(SinkWriter<?> writer) {
        try {
            Field admin = writer.getClass().getDeclaredField("adminClient");
            admin.setAccessible(true);
            return (AutoCloseable) admin.get(writer);
        } catch (ReflectiveOperationException e) {
            return null; // at least once, or another version of the connector
        }
    }
}
