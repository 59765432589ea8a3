package io.convstream.train;

import io.convstream.exchange.Frame;
import io.convstream.exchange.Mesh;
import io.convstream.exchange.Towers;
import io.convstream.network.Gpus;
import io.convstream.network.NonFiniteException;
import io.convstream.network.Trainer;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A worker of a model that is not the first: it has no state of its own and trains its share of each batch that the first
 * worker sends, on a thread of its own.
 */
final class FollowingWorker implements AutoCloseable {

    private final TrainPlan plan;
    private final Gpus gpus;
    private final Rendezvous rendezvous;
    private final Consumer<Throwable> onFailure;
    private final FollowingMetrics metrics;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread;
    private volatile @Nullable Mesh mesh;
    private volatile boolean closed;

    /** @param onFailure called on the worker's thread */
    FollowingWorker(
            TrainPlan plan, Gpus gpus, Rendezvous rendezvous, FollowingMetrics metrics, Consumer<Throwable> onFailure) {
        this.plan = plan;
        this.gpus = gpus;
        this.rendezvous = rendezvous;
        this.metrics = metrics;
        this.onFailure = onFailure;
        thread = new Thread(this::run, plan.definition().name() + " worker " + rendezvous.rank());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try (Mesh joined = rendezvous.join()) {
            mesh = joined;
            if (!closed) {
                StateMessage.Received start = StateMessage.receive(joined);
                try (var trainer = new ReactingTrainer(
                        new Trainer(plan.definition(), start.state(), gpus, joined), plan.reaction(), start.rate())) {
                    train(joined, trainer);
                }
            }
            ended.complete(null);
        } catch (Throwable e) {
            ended.completeExceptionally(e);
            if (!closed) {
                onFailure.accept(e);
            }
        }
    }

    private void train(Mesh joined, ReactingTrainer trainer) {
        var towers = new Towers(plan.definition().towers(), joined);
        int imageSize = plan.definition().input().size();
        ByteBuffer buffer = ByteBuffer.allocateDirect(0);
        boolean diverged = false;
        while (true) {
            long start = System.nanoTime();
            Frame frame = joined.next(0);
            switch (frame.kind()) {
                case BATCH -> {
                    if (buffer.capacity() < frame.length()) {
                        buffer = ByteBuffer.allocateDirect(frame.length());
                    }
                    buffer.clear().limit(frame.length());
                    joined.receive(0, frame, buffer);
                    if (!diverged) {
                        long received = System.nanoTime();
                        long exchanged = joined.exchangeNanos();
                        diverged = !step(trainer, ShareEncoder.Share.decode(buffer, towers, imageSize));
                        metrics.update(
                                received - start, System.nanoTime() - received, joined.exchangeNanos() - exchanged);
                    }
                }
                case HASH -> {
                    joined.receive(0, frame, ByteBuffer.allocate(0));
                    byte[] hash = StateMessage.hash(trainer.state().parameters());
                    joined.send(0, Frame.Kind.HASH, frame.step(), ByteBuffer.wrap(hash));
                }
                case END -> {
                    return;
                }
                default -> throw joined.unexpected(0, frame);
            }
        }
    }

    /** Returns whether the step succeeded; the first worker reports why if not. */
    private static boolean step(ReactingTrainer trainer, ShareEncoder.Share share) {
        try {
            trainer.step(share.pixels(), share.labels(), share.firstImage(), share.images(), share.summarize());
            return true;
        } catch (NonFiniteException e) {
            return false;
        }
    }

    /** Waits until the first worker has no more batches. */
    void await() throws Exception {
        ended.get();
    }

    /** Ends the connections and waits for the thread, which frees the native memory that it uses. */
    @Override
    public void close() {
        closed = true;
        rendezvous.close();
        Mesh joined = mesh;
        if (joined != null) {
            joined.close();
        }
        thread.interrupt();
        ended.handle((done, failed) -> null).join(); // even if this thread is interrupted
    }
}
