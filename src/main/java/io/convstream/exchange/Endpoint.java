package io.convstream.exchange;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port at which a worker expects the others. It accepts those of its own session and closes all other connections,
 * after 10 seconds without a handshake at the latest.
 */
public final class Endpoint implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);
    private static final int HANDSHAKE_MILLIS = 10_000;
    private static final int MAX_HANDSHAKES = 64;

    private final Sockets sockets;
    private final ServerSocket server;
    private final String host;
    private final CompletableFuture<Member> self = new CompletableFuture<>();
    private final Map<Handshake, CompletableFuture<Socket>> accepted = new ConcurrentHashMap<>();
    private final ExecutorService handshakes = new ThreadPoolExecutor(
            0, MAX_HANDSHAKES, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> daemon(work, "handshake"));

    /**
     * Listens.
     *
     * @param host by which the others reach this machine
     * @param bindHost to listen on
     * @param ports a range as in Flink's options; 0: any
     * @throws IOException in one sentence, if no port is free
     */
    public Endpoint(Configuration flink, String host, String bindHost, String ports) throws IOException {
        this.host = host;
        sockets = new Sockets(flink);
        server = sockets.listen(bindHost, ports);
        daemon(this::accept, "endpoint").start();
    }

    private static Thread daemon(Runnable work, String name) {
        var thread = new Thread(work, "convstream " + name);
        thread.setDaemon(true);
        return thread;
    }

    /** Where the others reach this worker. */
    public Member.Address address() {
        return new Member.Address(host, server.getLocalPort());
    }

    private void accept() {
        while (!server.isClosed()) {
            Socket socket = null;
            try {
                socket = server.accept();
                Socket connected = socket;
                handshakes.execute(() -> shakeHands(connected));
            } catch (RejectedExecutionException e) {
                refuse(socket, "too many connections at once");
            } catch (IOException e) {
                if (!server.isClosed()) {
                    LOG.warn("Cannot accept a connection: {}", e.getMessage());
                }
            }
        }
    }

    private void shakeHands(Socket socket) {
        try {
            socket.setSoTimeout(HANDSHAKE_MILLIS);
            Handshake handshake = Handshake.read(socket);
            Member member = self.get(HANDSHAKE_MILLIS, TimeUnit.MILLISECONDS);
            if (!handshake.session().equals(member.session()) || handshake.to() != member.rank()) {
                refuse(socket, "it belongs to another attempt");
                return;
            }
            Handshake.accept(socket);
            socket.setSoTimeout(0);
            if (!accepted(handshake).complete(socket)) {
                refuse(socket, "it is connected already");
            }
        } catch (Exception e) {
            refuse(socket, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private static void refuse(@Nullable Socket socket, String reason) {
        if (socket != null) {
            LOG.warn("Refused a connection from {}: {}", socket.getRemoteSocketAddress(), reason);
            close(socket);
        }
    }

    private CompletableFuture<Socket> accepted(Handshake handshake) {
        return accepted.computeIfAbsent(handshake, key -> new CompletableFuture<>());
    }

    /** Accepts the workers of a session from now on. */
    void open(Member member) {
        self.complete(member);
    }

    /** Waits for another worker to connect; the connection is the caller's. */
    Socket await(Handshake handshake, long millis) throws Exception {
        Socket socket = accepted(handshake).get(millis, TimeUnit.MILLISECONDS);
        accepted.remove(handshake);
        return socket;
    }

    /**
     * Checks that another endpoint can be reached.
     *
     * @throws IOException if it cannot
     */
    public void reach(Member.Address address, int timeoutMillis) throws IOException {
        connect(address, timeoutMillis).close();
    }

    Socket connect(Member.Address address, int timeoutMillis) throws IOException {
        return sockets.connect(address, timeoutMillis);
    }

    /** Stops listening; ends the connections for which no one waited, not the others. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.debug("The port of a worker cannot be closed.", e);
        }
        handshakes.shutdownNow();
        self.cancel(false);
        for (CompletableFuture<Socket> waiting : accepted.values()) {
            if (!waiting.cancel(false)) {
                close(waiting.join());
            }
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("A connection cannot be closed.", e);
        }
    }
}
