package io.convstream.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import java.util.function.LongConsumer;

/**
 * Main class of a library's process. Reads the requests "train N", "infer N" and "probabilities", one per line, and
 * responds with a line of numbers: milliseconds of each of N calls, or probabilities.
 */
final class PeerMain {

    /** Prefix of responses, because libraries write to the same stream. */
    static final String RESPONSE_PREFIX = "bench> ";

    private PeerMain() {}

    /**
     * Serves requests until the end of the input.
     *
     * @param args library, network, batch size, threads
     */
    public static void main(String[] args) throws IOException {
        PrintStream responses = System.out;
        System.setOut(System.err);
        Problem problem = Problem.of(Network.valueOf(args[1]), Integer.parseInt(args[2]));
        try (Peer peer = Library.valueOf(args[0]).start(problem, Integer.parseInt(args[3]));
                var requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            responses.println(RESPONSE_PREFIX);
            for (String line = requests.readLine(); line != null; line = requests.readLine()) {
                String[] words = line.split(" ", -1);
                var response = new StringJoiner(" ", RESPONSE_PREFIX, "");
                switch (words[0]) {
                    case "train" -> time(peer::train, words[1], nanos -> response.add(Double.toString(nanos / 1e6)));
                    case "infer" -> time(peer::infer, words[1], nanos -> response.add(Double.toString(nanos / 1e6)));
                    default -> {
                        for (float probability : peer.probabilities()) {
                            response.add(Float.toString(probability));
                        }
                    }
                }
                responses.println(response);
            }
        }
    }

    private static void time(Runnable work, String times, LongConsumer result) {
        for (int i = 0; i < Integer.parseInt(times); i++) {
            long start = System.nanoTime();
            work.run();
            result.accept(System.nanoTime() - start);
        }
    }
}
