package io.convstream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/** A network between clients and a server of this machine that can be slow and be cut: it hands on bytes. */
final class FaultyNetwork implements AutoCloseable {

    private static final int PIECE = 64 << 10;

    private final ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int server;
    private volatile boolean cut;
    private volatile Duration delay = Duration.ZERO;

    /** @param server the port that it leads to */
    FaultyNetwork(int server) throws IOException {
        this.server = server;
        start(this::accept);
    }

    /** Where clients connect. */
    int port() {
        return entrance.getLocalPort();
    }

    /** From now on each piece of at most 64 KiB takes so long. */
    void slow(Duration delay) {
        this.delay = delay;
    }

    /** Drops everything silently: connections stay open, and new ones get no answer. */
    void cut() {
        cut = true;
    }

    /** Delivers again, starting with what was held back. */
    void mend() {
        cut = false;
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                try {
                    Socket far = new Socket(InetAddress.getLoopbackAddress(), server);
                    start(() -> handOn(client, far));
                    start(() -> handOn(far, client));
                } catch (IOException e) {
                    client.close(); // no server
                }
            } catch (IOException e) {
                // closed, or the client has left already
            }
        }
    }

    private void handOn(Socket from, Socket to) {
        var piece = new byte[PIECE];
        try (from;
                to) {
            int length = from.getInputStream().read(piece);
            while (length >= 0) {
                hold();
                to.getOutputStream().write(piece, 0, length);
                length = from.getInputStream().read(piece);
            }
        } catch (IOException | InterruptedException e) {
            // one end is gone, and with it the other
        }
    }

    private void hold() throws InterruptedException {
        Thread.sleep(delay.toMillis());
        while (cut) {
            Thread.sleep(10);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "network");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        entrance.close();
    }
}
