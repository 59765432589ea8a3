package io.convstream.ingest.download;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** HTTP server with one file and configurable faults. */
public final class FileServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final byte[] content;
    private final List<String> ranges = new CopyOnWriteArrayList<>();

    volatile boolean supportsRanges = true;
    /** Bytes of a response after which the connection breaks. */
    volatile int breaksAfter = Integer.MAX_VALUE;

    /** Whether a response stops after its headers, without an end. */
    volatile boolean stalls;

    volatile int status = 200;

    public FileServer(byte[] content) throws IOException {
        this.content = content;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    public URI address(String file) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + file);
    }

    /** Returns the Range header of each request so far, "none" if it had none. */
    public List<String> ranges() {
        return ranges;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            @Nullable String range = exchange.getRequestHeaders().getFirst("Range");
            ranges.add(range == null ? "none" : range);
            if (status != 200) {
                exchange.sendResponseHeaders(status, -1);
                return;
            }
            int from = 0;
            if (range != null && supportsRanges) {
                from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
            }
            int length = content.length - from;
            exchange.sendResponseHeaders(from > 0 ? 206 : 200, length);
            if (stalls) {
                exchange.getResponseBody().flush();
                stop.await();
            }
            exchange.getResponseBody().write(content, from, Math.min(length, breaksAfter));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
