package io.convstream.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.SecurityOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers that exchange bytes over real sockets, and what can go wrong between them. */
@Timeout(60)
class MeshTest {

    private static final int BYTES = 3_000_000; // more than the buffers of a socket

    private final UUID session = UUID.randomUUID();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private Endpoint endpoint(Configuration flink) throws IOException {
        var endpoint = new Endpoint(flink, "127.0.0.1", "127.0.0.1", "0");
        opened.add(endpoint);
        return endpoint;
    }

    /** Connects workers; the first address may be that of a proxy. */
    private List<Mesh> connect(List<Endpoint> endpoints, List<Member.Address> addresses, Duration timeout)
            throws Exception {
        List<CompletableFuture<Mesh>> joining = new ArrayList<>();
        for (int rank = 0; rank < endpoints.size(); rank++) {
            var member = new Member("m", session, rank, addresses);
            Endpoint endpoint = endpoints.get(rank);
            joining.add(CompletableFuture.supplyAsync(
                    () -> Mesh.connect(endpoint, member, timeout), work -> new Thread(work).start()));
        }
        List<Mesh> meshes = new ArrayList<>();
        for (CompletableFuture<Mesh> mesh : joining) {
            meshes.add(mesh.get());
        }
        opened.addAll(0, meshes);
        return meshes;
    }

    private List<Mesh> connect(int workers, Configuration flink, Duration timeout) throws Exception {
        List<Endpoint> endpoints = new ArrayList<>();
        for (int rank = 0; rank < workers; rank++) {
            endpoints.add(endpoint(flink));
        }
        return connect(endpoints, endpoints.stream().map(Endpoint::address).toList(), timeout);
    }

    private static ByteBuffer bytes(int from, int to) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES);
        while (bytes.hasRemaining()) {
            bytes.put((byte) (from * 31 + to * 17 + bytes.position() % 251));
        }
        return bytes.flip();
    }

    /** Exchanges different bytes between all pairs and returns what fails. */
    private static List<CompletableFuture<Void>> exchange(List<Mesh> meshes, long step) {
        List<CompletableFuture<Void>> done = new ArrayList<>();
        for (Mesh mesh : meshes) {
            done.add(CompletableFuture.runAsync(() -> exchange(mesh, step), work -> new Thread(work).start()));
        }
        return done;
    }

    private static void exchange(Mesh mesh, long step) {
        var outgoing = new ByteBuffer[mesh.size()][];
        var incoming = new ByteBuffer[mesh.size()][];
        for (int other = 0; other < mesh.size(); other++) {
            outgoing[other] = new ByteBuffer[] {bytes(mesh.rank(), other), ByteBuffer.wrap(new byte[] {7})};
            incoming[other] = new ByteBuffer[] {ByteBuffer.allocateDirect(BYTES), ByteBuffer.allocate(1)};
        }
        mesh.exchange(step, outgoing, incoming);
        for (int other = 0; other < mesh.size(); other++) {
            if (other != mesh.rank()) {
                assertThat(incoming[other][0]).isEqualTo(bytes(other, mesh.rank()));
                assertThat(incoming[other][1].get(0)).isEqualTo((byte) 7);
            }
        }
    }

    private static void assertLost(CompletableFuture<Void> exchange, String message) {
        assertThatThrownBy(() -> exchange.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(WorkerLostException.class)
                .hasMessageContaining(message);
    }

    @Test
    void fourWorkersExchangeMoreThanTheBuffersOfTheirSockets() throws Exception {
        List<Mesh> meshes = connect(4, new Configuration(), Duration.ofSeconds(20));
        for (long step = 0; step < 3; step++) {
            for (CompletableFuture<Void> done : exchange(meshes, step)) {
                done.get();
            }
        }
        assertThat(meshes.get(3).exchangeNanos()).isPositive();
    }

    @Test
    void batchesAndAnswersFlowBesideExchanges() throws Exception {
        List<Mesh> meshes = connect(2, new Configuration(), Duration.ofSeconds(20));
        meshes.get(0).send(1, Frame.Kind.BATCH, 5, bytes(0, 1));
        for (CompletableFuture<Void> done : exchange(meshes, 4)) {
            done.get();
        }
        Frame frame = meshes.get(1).next(0);
        assertThat(frame.kind()).isEqualTo(Frame.Kind.BATCH);
        assertThat(frame.step()).isEqualTo(5);
        ByteBuffer batch = ByteBuffer.allocate(frame.length());
        meshes.get(1).receive(0, frame, batch);
        assertThat(batch).isEqualTo(bytes(0, 1));
        meshes.get(1).send(0, Frame.Kind.HASH, 5, ByteBuffer.wrap(new byte[] {1, 2}));
        ByteBuffer answer = ByteBuffer.allocate(2);
        meshes.get(0).answer(1, Frame.Kind.HASH, 5, answer);
        assertThat(answer.array()).containsExactly(1, 2);
    }

    @Test
    void aClosedWorkerEndsTheExchangeOfTheOthers() throws Exception {
        List<Mesh> meshes = connect(3, new Configuration(), Duration.ofSeconds(20));
        List<CompletableFuture<Void>> others = exchange(meshes.subList(0, 2), 0);
        meshes.get(2).close();
        assertLost(others.get(0), "worker 2 of 3 of model m at 127.0.0.1:");
        // The other one may see the first before.
        assertLost(others.get(1), " is gone: its task has failed");
    }

    @Test
    void aLateWorkerEndsTheExchange() throws Exception {
        List<Mesh> meshes = connect(2, new Configuration(), Duration.ofSeconds(1));
        assertLost(
                exchange(meshes.subList(0, 1), 0).get(0),
                "did not answer in time (convstream.exchange.timeout): it is stopped, overloaded or cut off");
    }

    @Test
    void aFrameOfAnotherStepIsRefused() throws Exception {
        List<Mesh> meshes = connect(2, new Configuration(), Duration.ofSeconds(20));
        CompletableFuture<Void> ahead = exchange(meshes.subList(0, 1), 8).get(0);
        assertLost(exchange(meshes.subList(1, 2), 7).get(0), "sent EXCHANGE of step 8 instead of EXCHANGE of step 7");
        assertLost(ahead, "worker 1 of 2");
    }

    @Test
    void aCorruptedFrameIsRefused() throws Exception {
        List<Endpoint> endpoints = List.of(endpoint(new Configuration()), endpoint(new Configuration()));
        try (var proxy = new CorruptingProxy(endpoints.get(0).address(), 500_000)) {
            List<Mesh> meshes =
                    connect(endpoints, List.of(proxy.address(), endpoints.get(1).address()), Duration.ofSeconds(20));
            assertLost(exchange(meshes, 0).get(0), "sent a frame that was corrupted on its way");
        }
    }

    @Test
    void foreignClientsAndOtherAttemptsAreRefusedWithoutEffect() throws Exception {
        Endpoint first = endpoint(new Configuration());
        Endpoint second = endpoint(new Configuration());
        List<Member.Address> addresses = List.of(first.address(), second.address());
        var member = new Member("m", session, 0, addresses);
        first.open(member);
        try (Socket foreign = new Socket(
                        InetAddress.getLoopbackAddress(), first.address().port());
                Socket silent = new Socket(
                        InetAddress.getLoopbackAddress(), first.address().port());
                Socket zombie = new Socket(
                        InetAddress.getLoopbackAddress(), first.address().port());
                Socket stranger = new Socket(
                        InetAddress.getLoopbackAddress(), first.address().port())) {
            foreign.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(isClosed(foreign)).isTrue();
            assertThat(new Handshake(UUID.randomUUID(), 1, 0, Handshake.Purpose.EXCHANGE).offer(zombie))
                    .isFalse();
            assertThat(new Handshake(session, 1, 1, Handshake.Purpose.EXCHANGE).offer(stranger))
                    .isFalse();
            for (CompletableFuture<Void> done :
                    exchange(connect(List.of(first, second), addresses, Duration.ofSeconds(20)), 0)) {
                done.get();
            }
            assertThat(silent.isConnected()).isTrue();
        }
    }

    private static boolean isClosed(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException e) { // a reset
            return true;
        }
    }

    @Test
    void aWorkerThatCannotBeReachedIsNamed() throws Exception {
        Endpoint gone = new Endpoint(new Configuration(), "127.0.0.1", "127.0.0.1", "0");
        gone.close();
        Endpoint second = endpoint(new Configuration());
        var member = new Member("m", session, 1, List.of(gone.address(), second.address()));
        assertThatThrownBy(() -> Mesh.connect(second, member, Duration.ofSeconds(2)))
                .isInstanceOf(WorkerLostException.class)
                .hasMessage(
                        "worker 1 of 2 of model m at %s cannot reach worker 0 of 2 of model m at %s: check the"
                                + " network between these machines and convstream.exchange.ports",
                        second.address(), gone.address());
    }

    @Test
    void portsComeFromTheRange() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> new Endpoint(new Configuration(), "127.0.0.1", "127.0.0.1", String.valueOf(port)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1, ports " + port + " (convstream.exchange.ports)");
        }
    }

    /** Flink's own settings encrypt the connections, and no one without the key takes part. */
    @Test
    void connectionsAreEncryptedLikeThoseOfFlink(@TempDir java.nio.file.Path folder) throws Exception {
        java.nio.file.Path keys = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/keytool",
                        "-genkeypair",
                        "-alias",
                        "flink.internal",
                        "-keystore",
                        keys.toString(),
                        "-dname",
                        "CN=flink.internal",
                        "-storepass",
                        "secret",
                        "-storetype",
                        "PKCS12",
                        "-keyalg",
                        "RSA")
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        var flink = new Configuration();
        flink.set(SecurityOptions.SSL_INTERNAL_ENABLED, true);
        flink.set(SecurityOptions.SSL_INTERNAL_KEYSTORE, keys.toString());
        flink.set(SecurityOptions.SSL_INTERNAL_KEYSTORE_PASSWORD, "secret");
        flink.set(SecurityOptions.SSL_INTERNAL_KEY_PASSWORD, "secret");
        flink.set(SecurityOptions.SSL_INTERNAL_TRUSTSTORE, keys.toString());
        flink.set(SecurityOptions.SSL_INTERNAL_TRUSTSTORE_PASSWORD, "secret");
        Endpoint encrypted = endpoint(flink);
        try (Socket plain =
                new Socket(InetAddress.getLoopbackAddress(), encrypted.address().port())) {
            encrypted.open(new Member("m", session, 0, List.of(encrypted.address(), encrypted.address())));
            assertThat(new Handshake(session, 1, 0, Handshake.Purpose.EXCHANGE).offer(plain))
                    .isFalse();
        }
        for (CompletableFuture<Void> done : exchange(connect(2, flink, Duration.ofSeconds(20)), 0)) {
            done.get();
        }
    }

    /** Passes bytes on in both directions, but inverts one of those that the client sends on its first connection. */
    private static final class CorruptingProxy implements AutoCloseable {

        private final ServerSocket server;
        private final Member.Address target;
        private final AtomicInteger connections = new AtomicInteger();

        CorruptingProxy(Member.Address target, long position) throws IOException {
            this.target = target;
            server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
            daemon(() -> {
                while (true) {
                    Socket client = server.accept();
                    Socket behind = new Socket(InetAddress.getLoopbackAddress(), target.port());
                    long inverted = connections.getAndIncrement() == 0 ? position : -1;
                    daemon(() -> copy(client.getInputStream(), behind.getOutputStream(), inverted));
                    daemon(() -> copy(behind.getInputStream(), client.getOutputStream(), -1));
                }
            });
        }

        private interface Task {
            void run() throws IOException;
        }

        private static void daemon(Task task) {
            var thread = new Thread(() -> {
                try {
                    task.run();
                } catch (IOException e) {
                    // The end of a connection or of the test.
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        private static void copy(InputStream in, OutputStream out, long inverted) throws IOException {
            var buffer = new byte[8192];
            long position = 0;
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (inverted >= position && inverted < position + count) {
                    buffer[(int) (inverted - position)] ^= (byte) 0xff;
                }
                out.write(buffer, 0, count);
                position += count;
            }
            out.close();
        }

        Member.Address address() {
            return new Member.Address(target.host(), server.getLocalPort());
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
