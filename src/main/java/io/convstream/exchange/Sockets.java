package io.convstream.exchange;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.SecurityOptions;
import org.apache.flink.runtime.net.SSLUtils;
import org.apache.flink.util.NetUtils;

/** Creates sockets; those of TLS if Flink's {@code security.ssl.internal.enabled} is set. */
final class Sockets {

    private static final int BACKLOG = 64;

    private final Configuration configuration;
    private final boolean encrypted;

    Sockets(Configuration configuration) {
        this.configuration = configuration;
        this.encrypted = SecurityOptions.isInternalSSLEnabled(configuration);
    }

    /**
     * Listens on the first free port of a range.
     *
     * @param ports as in Flink's options, such as {@code 50200-50299}; 0: any
     */
    ServerSocket listen(String host, String ports) throws IOException {
        InetAddress address = InetAddress.getByName(host);
        Iterator<Integer> candidates = NetUtils.getPortRangeFromString(ports);
        while (candidates.hasNext()) {
            int port = candidates.next();
            try {
                return listen(address, port);
            } catch (java.net.BindException e) {
                if (!candidates.hasNext()) {
                    throw new IOException(
                            "cannot listen on " + host + ", ports " + ports + " (convstream.exchange.ports): "
                                    + e.getMessage(),
                            e);
                }
            }
        }
        throw new IOException("convstream.exchange.ports names no port: " + ports);
    }

    private ServerSocket listen(InetAddress address, int port) throws IOException {
        if (encrypted) {
            return withKeys(() ->
                    SSLUtils.createSSLServerSocketFactory(configuration).createServerSocket(port, BACKLOG, address));
        }
        ServerSocket server = ServerSocketChannel.open().socket();
        try {
            server.bind(new InetSocketAddress(address, port), BACKLOG);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        return server;
    }

    /** Connects within a time. */
    Socket connect(Member.Address address, int timeoutMillis) throws IOException {
        Socket socket = encrypted
                ? withKeys(() ->
                        SSLUtils.createSSLClientSocketFactory(configuration).createSocket())
                : SocketChannel.open().socket();
        try {
            socket.connect(new InetSocketAddress(address.host(), address.port()), timeoutMillis);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return socket;
    }

    private static <T> T withKeys(Callable<T> create) throws IOException {
        try {
            return create.call();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) { // keys or certificates
            throw new IOException("security.ssl.internal: " + e.getMessage(), e);
        }
    }
}
