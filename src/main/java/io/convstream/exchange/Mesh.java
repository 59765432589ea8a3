package io.convstream.exchange;

import io.convstream.exchange.Handshake.Purpose;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A worker's connections: one to each other worker for exchanges, and for state and batches one between the first worker
 * and each other.
 */
public final class Mesh implements WorkerGroup, AutoCloseable {

    private static final int CHECKS_PER_TIMEOUT = 20;

    private final Member self;
    /** By rank. */
    private final Map<Integer, Sender> exchanges = new TreeMap<>();
    /** Of the first worker by rank; of another worker that to the first one. */
    private final Map<Integer, Sender> batches = new TreeMap<>();

    /** Ends waits that take too long. */
    private final Timer watch = new Timer("convstream exchange timeout", true);

    private final AtomicLong nanos = new AtomicLong();

    private Mesh(Member self) {
        this.self = self;
    }

    /**
     * Connects to all other workers: to those of lower rank actively, and waits for the others.
     *
     * @param timeout of each connection, and later of each answer
     * @throws WorkerLostException if one of them cannot be reached
     */
    public static Mesh connect(Endpoint endpoint, Member self, Duration timeout) {
        endpoint.open(self);
        var mesh = new Mesh(self);
        try {
            for (int other = 0; other < self.addresses().size(); other++) {
                if (other != self.rank()) {
                    mesh.exchanges.put(other, mesh.connect(endpoint, other, Purpose.EXCHANGE, timeout));
                    if (other == 0 || self.rank() == 0) {
                        mesh.batches.put(other, mesh.connect(endpoint, other, Purpose.BATCHES, timeout));
                    }
                }
            }
            long interval = Math.max(1, timeout.toMillis() / CHECKS_PER_TIMEOUT);
            mesh.watch.schedule(
                    new TimerTask() {
                        @Override
                        public void run() {
                            mesh.expire(timeout);
                        }
                    },
                    interval,
                    interval);
            return mesh;
        } catch (RuntimeException | Error e) {
            mesh.close();
            throw e;
        }
    }

    private Sender connect(Endpoint endpoint, int other, Purpose purpose, Duration timeout) {
        int millis = Math.toIntExact(timeout.toMillis());
        try {
            Socket socket = other < self.rank()
                    ? offer(endpoint, other, purpose, millis)
                    : endpoint.await(new Handshake(self.session(), other, self.rank(), purpose), millis);
            return new Sender(new Connection(
                    socket, self.rank(), other, self.session().getLeastSignificantBits(), self.name(other)));
        } catch (Exception e) {
            throw new WorkerLostException(
                    self.name(self.rank()) + " cannot " + (other < self.rank() ? "reach " : "be reached by ")
                            + self.name(other) + ": check the network between these machines and"
                            + " convstream.exchange.ports",
                    e);
        }
    }

    private Socket offer(Endpoint endpoint, int other, Purpose purpose, int millis) throws IOException {
        Socket socket = endpoint.connect(self.addresses().get(other), millis);
        try {
            socket.setSoTimeout(millis);
            if (!new Handshake(self.session(), self.rank(), other, purpose).offer(socket)) {
                throw new IOException("the other worker refuses the connection");
            }
            socket.setSoTimeout(0);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private void expire(Duration timeout) {
        exchanges.values().forEach(sender -> sender.connection().expire(timeout));
        batches.values().forEach(sender -> sender.connection().expire(timeout));
    }

    @Override
    public int rank() {
        return self.rank();
    }

    @Override
    public int size() {
        return self.addresses().size();
    }

    @Override
    public void exchange(long step, ByteBuffer[] @Nullable [] outgoing, ByteBuffer[] @Nullable [] incoming) {
        long start = System.nanoTime();
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        try {
            exchanges.forEach((other, sender) -> {
                ByteBuffer[] bytes = outgoing[other];
                if (bytes != null) {
                    sent.add(sender.send(Frame.Kind.EXCHANGE, step, bytes));
                }
            });
            exchanges.forEach((other, sender) -> {
                ByteBuffer[] bytes = incoming[other];
                if (bytes != null) {
                    sender.connection().receive(Frame.Kind.EXCHANGE, step, bytes);
                }
            });
            sent.forEach(Sender::await);
        } catch (RuntimeException | Error e) {
            close();
            // The owner of the buffers may free them next.
            sent.forEach(sending -> sending.handle((done, failed) -> true).join());
            throw e;
        }
        nanos.addAndGet(System.nanoTime() - start);
    }

    @Override
    public long exchangeNanos() {
        return nanos.get();
    }

    /**
     * Sends state or a batch from the first worker to another, or an answer from that to the first. Returns at once; if it
     * cannot be sent, the connection ends, and so does the next exchange.
     *
     * @param payload must not change until it has been sent
     */
    public void send(int other, Frame.Kind kind, long step, ByteBuffer payload) {
        Sender sender = batches(other);
        if (sender.send(kind, step, payload).isCompletedExceptionally()) {
            sender.connection().close();
        }
    }

    /** Waits until all has been sent, or cannot be. */
    public void flush() {
        batches.values().forEach(Sender::flush);
    }

    /** Waits for the next frame that is no part of an exchange, however long it takes. */
    public Frame next(int other) {
        return batches(other).connection().receive();
    }

    /** Receives the payload of the {@linkplain #next next} frame. */
    public void receive(int other, Frame frame, ByteBuffer payload) {
        batches(other).connection().receive(frame, payload);
    }

    /** Receives an answer of another worker. */
    public void answer(int other, Frame.Kind kind, long step, ByteBuffer payload) {
        batches(other).connection().receive(kind, step, payload);
    }

    /** The error for something that another worker sent out of turn. */
    public WorkerLostException unexpected(int other, Frame frame) {
        return batches(other).connection().refused(frame.kind() + " at step " + frame.step() + " out of turn");
    }

    private Sender batches(int other) {
        Sender sender = batches.get(other);
        if (sender == null) {
            throw new IllegalArgumentException("no batches flow between workers " + self.rank() + " and " + other);
        }
        return sender;
    }

    /** A worker, for messages. */
    public String name(int other) {
        return self.name(other);
    }

    /** Closes all connections, which ends all calls that wait. */
    @Override
    public void close() {
        watch.cancel();
        exchanges.values().forEach(Sender::close);
        batches.values().forEach(Sender::close);
    }
}
