package io.convstream.rollout;

import io.convstream.failure.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/**
 * Reader of a {@link RolloutSource}. A thread decides; the task thread emits decisions in order and, several times a second, the
 * time up to which all of them are known. Slow storage therefore delays a deployment, but no answer.
 */
final class RolloutReader implements SourceReader<Signal, NumberSequenceSplit> {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final long TICK_MILLIS = 100;
    private static final long END_MILLIS = 10_000;

    private final SourceReaderContext context;
    private final RolloutOptions options;
    private final List<ServedModel> models;
    private final Horizon horizon;
    private final Map<String, Counter> refusals = new HashMap<>();
    private final ConcurrentLinkedQueue<Decision> decided = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Void> hasSplit = new CompletableFuture<>();
    private @Nullable String split;
    private long next;
    private @Nullable Thread thread;
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;

    RolloutReader(SourceReaderContext context, RolloutOptions options, List<ServedModel> models) {
        this.context = context;
        this.options = options;
        this.models = models;
        this.horizon = new Horizon(System::currentTimeMillis, options.delay());
        MetricGroup group = context.metricGroup().addGroup("convstream");
        models.forEach(model ->
                refusals.put(model.name(), group.addGroup("model", model.name()).counter("refusals")));
    }

    @Override
    public void start() {
        if (split == null) {
            context.sendSplitRequest();
        }
    }

    @Override
    public void addSplits(List<NumberSequenceSplit> splits) {
        for (NumberSequenceSplit added : splits) {
            split = added.splitId();
            next = added.from();
        }
        if (!splits.isEmpty() && thread == null) {
            begin();
        }
    }

    /** Repeats the decisions since the checkpoint before anything else, so that they hold from the same times again. */
    private void begin() {
        Journal journal;
        try {
            journal = new Journal(options.run());
        } catch (IOException e) {
            failure = e;
            hasSplit.complete(null);
            return;
        }
        for (Decision decision : journal.from(next)) {
            decided.add(decision);
            if (decision.deployment() != null) {
                horizon.restore(decision.deployment().from());
            }
        }
        Thread started = new Thread(() -> decide(journal), "convstream rollout");
        started.setDaemon(true);
        thread = started;
        started.start();
        hasSplit.complete(null);
    }

    private void decide(Journal journal) {
        try (Deployer deployer = new Deployer(options, models, journal, horizon, System::currentTimeMillis)) {
            while (!closed) {
                decided.addAll(deployer.poll(POLL));
            }
        } catch (Throwable e) { // pollNext() throws it on the task thread
            if (!closed) {
                failure = e;
            }
        }
    }

    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public InputStatus pollNext(ReaderOutput<Signal> output) throws IOException {
        Throwable cause = failure;
        if (cause != null) {
            throw new IOException(
                    "cannot decide which models answer: " + Failure.of(cause).sentence(), cause);
        }
        if (split == null) {
            return InputStatus.NOTHING_AVAILABLE;
        }
        for (Decision decision = decided.poll(); decision != null; decision = decided.poll()) {
            output.collect(new Signal(horizon.until(), decision));
            next = decision.number() + 1;
            Counter refused = refusals.get(decision.model());
            if (refused != null && !decision.accepted()) {
                refused.inc();
            }
            if (decision.deployment() != null) {
                horizon.sent();
            }
        }
        output.collect(new Signal(horizon.until(), null));
        return InputStatus.NOTHING_AVAILABLE;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return hasSplit.isDone()
                ? CompletableFuture.runAsync(
                        () -> {}, CompletableFuture.delayedExecutor(TICK_MILLIS, TimeUnit.MILLISECONDS))
                : hasSplit;
    }

    @Override
    public List<NumberSequenceSplit> snapshotState(long checkpoint) {
        return split == null ? List.of() : List.of(new NumberSequenceSplit(split, next, Long.MAX_VALUE - 1));
    }

    @Override
    public void close() {
        closed = true;
        Thread started = thread;
        if (started != null) {
            started.interrupt();
            try {
                started.join(END_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
