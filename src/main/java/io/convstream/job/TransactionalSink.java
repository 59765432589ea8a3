package io.convstream.job;

import java.io.IOException;
import java.util.Collection;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPostCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * A Kafka sink that has a producer and transactional ids from its first record. The connector's own has both without
 * records and initializes a transaction at each checkpoint.
 *
 * @param kafka the connector's sink
 * @param <S> the state of a writer, whose type the connector does not publish
 * @param <C> a transaction, likewise
 */
record TransactionalSink<
                T,
                S,
                C,
                K extends Sink<T> & SupportsWriterState<T, S> & SupportsCommitter<C> & SupportsPostCommitTopology<C>>(
        K kafka) implements Sink<T>, SupportsWriterState<T, S>, SupportsCommitter<C>, SupportsPostCommitTopology<C> {

    @Override
    public TransactionalWriter<T, S, C> createWriter(WriterInitContext context) {
        return new TransactionalWriter<>(() -> kafka.createWriter(context));
    }

    @Override
    public StatefulSinkWriter<T, S> restoreWriter(WriterInitContext context, Collection<S> states) throws IOException {
        var writer = new TransactionalWriter<T, S, C>(() -> kafka.restoreWriter(context, states));
        if (!states.isEmpty()) {
            writer.open(); // aborts the transactions that the last attempt left open
        }
        return writer;
    }

    @Override
    public Committer<C> createCommitter(CommitterInitContext context) throws IOException {
        return kafka.createCommitter(context);
    }

    @Override
    public SimpleVersionedSerializer<S> getWriterStateSerializer() {
        return kafka.getWriterStateSerializer();
    }

    @Override
    public SimpleVersionedSerializer<C> getCommittableSerializer() {
        return kafka.getCommittableSerializer();
    }

    @Override
    public void addPostCommitTopology(DataStream<CommittableMessage<C>> committables) {
        kafka.addPostCommitTopology(committables);
    }
}
