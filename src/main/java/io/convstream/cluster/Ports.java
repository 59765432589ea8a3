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
 * Where a cluster on this machine listens; kept in a file, for processes that come later.
 *
 * @param dashboard for people and for clients
 * @param rpc for TaskManagers; those of a highly available cluster ask the ZooKeeper
 * @param zooKeeper of a highly available cluster; 0: it is none
 */
record Ports(int dashboard, int rpc, int zooKeeper) {

    private static final String FILE = "ports";

    /**
     * Takes any free ports but for people.
     *
     * @throws IOException where the port for people is taken
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
