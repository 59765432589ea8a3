package io.convstream.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Scanner;

/**
 * The ports of a cluster on this machine, kept in a file.
 *
 * @param dashboard the port of the dashboard and the REST API
 * @param rpc the JobManager's port for TaskManagers; unused with high availability, which has ZooKeeper
 * @param zooKeeper the ZooKeeper's port; 0: no high availability
 */
record Ports(int dashboard, int rpc, int zooKeeper) {

    private static final String FILE = "ports";

    /**
     * Chooses free ports for all but the dashboard.
     *
     * @throws IOException if the dashboard's port is in use
     */
    static Ports choose(int dashboard, boolean highlyAvailable) throws IOException {
        try {
            open(dashboard);
        } catch (IOException e) {
            throw new IOException("port " + dashboard + " is in use: give another one with --port", e);
        }
        return new Ports(dashboard, open(0), highlyAvailable ? open(0) : 0);
    }

    private static int open(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static Ports read(Path folder) throws IOException {
        try (Scanner numbers = new Scanner(folder.resolve(FILE), StandardCharsets.UTF_8)) {
            return new Ports(numbers.nextInt(), numbers.nextInt(), numbers.nextInt());
        }
    }

    boolean highlyAvailable() {
        return zooKeeper != 0;
    }

    URI address() {
        return URI.create("http://localhost:" + dashboard);
    }

    void write(Path folder) throws IOException {
        Files.writeString(Files.createDirectories(folder).resolve(FILE), dashboard + " " + rpc + " " + zooKeeper);
    }
}
