package io.convstream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The TCP sockets on which a process listens, as Linux lists them in {@code /proc}. */
final class ListeningSockets {

    private static final String LISTENING = "0A";
    private static final int WORD = 8; // hexadecimal digits of four bytes

    private ListeningSockets() {}

    static List<InetSocketAddress> of(ProcessHandle process) throws IOException {
        Path folder = Path.of("/proc", String.valueOf(process.pid()));
        Set<String> own = inodes(folder.resolve("fd"));
        List<InetSocketAddress> sockets = new ArrayList<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            List<String> lines = Files.readAllLines(folder.resolve(table));
            for (String line : lines.subList(1, lines.size())) {
                String[] columns = line.strip().split("\\s+", -1);
                if (columns[3].equals(LISTENING) && own.contains(columns[9])) {
                    sockets.add(address(columns[1]));
                }
            }
        }
        return sockets;
    }

    private static Set<String> inodes(Path descriptors) throws IOException {
        Set<String> inodes = new HashSet<>();
        try (Stream<Path> files = Files.list(descriptors)) {
            for (Path file : files.toList()) {
                try {
                    String target = Files.readSymbolicLink(file).toString();
                    if (target.startsWith("socket:[")) {
                        inodes.add(target.replaceAll("\\D", ""));
                    }
                } catch (NoSuchFileException e) {
                    // closed since it was listed
                }
            }
        }
        return inodes;
    }

    /** The kernel writes an address as words of four bytes, each with its last byte first. */
    private static InetSocketAddress address(String hexadecimal) throws IOException {
        String[] parts = hexadecimal.split(":", -1);
        StringBuilder bytes = new StringBuilder();
        for (int word = 0; word < parts[0].length(); word += WORD) {
            for (int digits = word + WORD - 2; digits >= word; digits -= 2) {
                bytes.append(parts[0], digits, digits + 2);
            }
        }
        return new InetSocketAddress(
                InetAddress.getByAddress(HexFormat.of().parseHex(bytes)), Integer.parseInt(parts[1], 16));
    }
}
