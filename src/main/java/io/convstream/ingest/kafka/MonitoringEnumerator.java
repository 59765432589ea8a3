package io.convstream.ingest.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enumerator that watches its topic, because a Kafka consumer waits forever for a topic or a broker. A deleted topic fails
 * the job without restarts; an unavailable broker is logged once, and once more when it is back.
 */
final class MonitoringEnumerator<S extends SourceSplit, C> extends DelegatingEnumerator<S, C> {

    private static final Logger LOG = LoggerFactory.getLogger(MonitoringEnumerator.class);
    private static final long PERIOD_MILLIS = 5_000;
    /** Consecutive misses that mean deletion: a broker that has just started may not know all topics yet. */
    private static final int MAX_MISSES = 2;

    private final SplitEnumeratorContext<S> context;
    private final KafkaTopic topic;
    private int misses;
    private boolean unavailable;
    private boolean started;

    private @Nullable Admin admin;
    private boolean closed;

    MonitoringEnumerator(SplitEnumerator<S, C> enumerator, SplitEnumeratorContext<S> context, KafkaTopic topic) {
        super(enumerator);
        this.context = context;
        this.topic = topic;
    }

    /** Starts the wrapped enumerator once the topic is available: Kafka's fails the job if there is no broker or topic. */
    @Override
    public void start() {
        context.callAsync(this::checkTopic, this::handleResult, 0, PERIOD_MILLIS);
    }

    /** Requests the partitions from the broker, in a worker thread; returns the problem, if any. */
    private Optional<IOException> checkTopic() throws IOException {
        Admin client = admin();
        if (client == null) {
            return Optional.empty(); // closed
        }
        try {
            topic.partitions(client, AclOperation.READ);
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(topic.failed("find it", e));
        } catch (IOException e) {
            return Optional.of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(KafkaTopic.interrupted(e));
        }
    }

    private void handleResult(Optional<IOException> problem, @Nullable Throwable failure) {
        if (isClosed()) {
            return;
        }
        if (failure != null) {
            LOG.warn("Cannot check topic {}", topic, failure);
            return;
        }
        boolean missing = problem.orElse(null) instanceof MissingTopicException;
        misses = missing ? misses + 1 : 0;
        if (misses >= MAX_MISSES) {
            throw new SuppressRestartsException(new IOException("topic " + topic.name() + " on " + topic.servers()
                    + " was deleted while it was read: create and fill it again, then resume the run"));
        }
        if (problem.isPresent() != unavailable && !missing) {
            unavailable = problem.isPresent();
            LOG.warn("{}", problem.map(IOException::getMessage).orElse(topic + " answers again."));
        }
        if (problem.isEmpty() && !started) {
            started = true;
            super.start();
        }
    }

    private synchronized @Nullable Admin admin() throws IOException {
        if (admin == null && !closed) {
            admin = topic.admin();
        }
        return admin;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            if (admin != null) {
                admin.close(Duration.ZERO);
                admin = null;
            }
        }
        super.close();
    }
}
