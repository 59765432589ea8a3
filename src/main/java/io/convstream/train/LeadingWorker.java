package io.convstream.train;

import io.convstream.exchange.Frame;
import io.convstream.exchange.Mesh;
import io.convstream.exchange.Towers;
import io.convstream.exchange.WorkerGroup;
import io.convstream.network.TrainerState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The first worker of a model, in the task that has its state: sends the state and then its share of each batch to each
 * other worker. Nothing of this happens if it is the only one.
 */
final class LeadingWorker implements WorkerGroup, AutoCloseable {

    private final @Nullable Rendezvous rendezvous;
    private final CompletableFuture<Mesh> mesh = new CompletableFuture<>();
    /** Sends one after the other once connected; those that depend on one future would run in any order. */
    private CompletableFuture<Void> sending = mesh.thenAccept(connected -> {});

    private @Nullable ShareEncoder encoder;
    private boolean ended;

    private LeadingWorker(@Nullable Rendezvous rendezvous) {
        this.rendezvous = rendezvous;
    }

    /** The only worker of a model. */
    static LeadingWorker alone() {
        return new LeadingWorker(null);
    }

    /** The first of several workers. */
    static LeadingWorker of(Rendezvous rendezvous) {
        return new LeadingWorker(rendezvous);
    }

    @Override
    public int rank() {
        return 0;
    }

    @Override
    public int size() {
        return rendezvous == null ? 1 : rendezvous.workers();
    }

    /**
     * Begins to connect to the other workers.
     *
     * @param trainer from whose state they start
     */
    void start(TrainPlan plan, ReactingTrainer trainer) {
        if (rendezvous == null) {
            return;
        }
        TrainerState state = trainer.state();
        RateState rate = trainer.rate();
        encoder = new ShareEncoder(
                new Towers(plan.definition().towers(), this),
                plan.definition().input().size());
        var joining = new Thread(
                () -> {
                    try {
                        Mesh joined = rendezvous.join();
                        StateMessage.send(joined, state, rate);
                        if (!mesh.complete(joined)) { // the task has ended meanwhile
                            joined.close();
                        }
                    } catch (Throwable e) { // thrown by the next step
                        mesh.completeExceptionally(e);
                    }
                },
                plan.definition().name() + " workers");
        joining.setDaemon(true);
        joining.start();
    }

    private Mesh mesh() {
        try {
            return mesh.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e.getCause() instanceof IOException failure ? new UncheckedIOException(failure) : e;
        }
    }

    /** Sends the shares of a batch, which is not needed afterwards. At most two steps may be in flight. */
    void send(long step, Batch batch, boolean summarize) {
        if (encoder == null) {
            return;
        }
        for (int rank = 1; rank < size(); rank++) {
            int other = rank;
            ByteBuffer share = encoder.encode(other, step, batch, summarize);
            // A failure is thrown by the step, which waits for the other worker.
            sending = sending.thenRun(() -> mesh().send(other, Frame.Kind.BATCH, step, share));
        }
    }

    @Override
    public void exchange(long step, ByteBuffer[] @Nullable [] outgoing, ByteBuffer[] @Nullable [] incoming) {
        if (rendezvous != null) {
            mesh().exchange(step, outgoing, incoming);
        }
    }

    @Override
    public long exchangeNanos() {
        return mesh.isDone() && !mesh.isCompletedExceptionally() ? mesh().exchangeNanos() : 0;
    }

    private boolean isConnected() {
        return !ended && mesh.isDone() && !mesh.isCompletedExceptionally();
    }

    /** Requests the hash of the other workers' parameters; call {@link #verify} next. No step may be in flight. */
    void requestHashes(long step) {
        if (isConnected()) {
            for (int rank = 1; rank < size(); rank++) {
                mesh().send(rank, Frame.Kind.HASH, step, ByteBuffer.allocate(0));
            }
        }
    }

    /**
     * Compares the parameters with those of the other workers.
     *
     * @throws IllegalStateException that names the workers with other parameters
     */
    void verify(long step, float[] parameters) {
        if (!isConnected()) {
            return;
        }
        byte[] own = StateMessage.hash(parameters);
        List<String> different = new ArrayList<>();
        for (int rank = 1; rank < size(); rank++) {
            ByteBuffer theirs = ByteBuffer.allocate(own.length);
            mesh().answer(rank, Frame.Kind.HASH, step, theirs);
            if (!MessageDigest.isEqual(own, theirs.array())) {
                different.add(mesh().name(rank));
            }
        }
        if (!different.isEmpty()) {
            throw new IllegalStateException("other parameters than those of " + mesh().name(0) + " after " + step
                    + " steps has " + String.join(", ", different)
                    + ": the memory or the processor of one of these machines is faulty, or their processors differ");
        }
    }

    /** Announces to the other workers that there are no more batches; afterwards this one is alone. */
    void end() {
        if (isConnected()) {
            for (int rank = 1; rank < size(); rank++) {
                mesh().send(rank, Frame.Kind.END, 0, ByteBuffer.allocate(0));
            }
            mesh().flush();
        }
        ended = true;
    }

    /** Ends the other workers, or whatever waits for them. Call {@link #interrupt} before, if steps are in flight. */
    @Override
    public void close() {
        end();
        interrupt();
    }

    /** Ends all connections; a step that waits for another worker fails. */
    void interrupt() {
        if (rendezvous != null) {
            rendezvous.close();
            if (!mesh.completeExceptionally(new InterruptedException("the task ends"))
                    && !mesh.isCompletedExceptionally()) {
                mesh().close();
            }
        }
    }
}
