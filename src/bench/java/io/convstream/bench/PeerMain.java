package io.convstream.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import java.util.function.LongConsumer;

/**
 * A library's process. It reads "train N", "infer N" and "probabilities", a line each, and answers with a line of
 * numbers: milliseconds for each of N, or the probabilities.
 */
final class PeerMain {

    /** What answers begin with: libraries write to the same stream. */
    static final String ANSWER = "bench> ";

    private PeerMain() {}

    /**
     * Answers until its input ends.
     *
     * @param args the library, the batch, the threads
     */
    public static void main(String[] args) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err);
        Problem problem = Problem.of(Integer.parseInt(args[1]));
        try (Peer peer = Library.valueOf(args[0]).start(problem, Integer.parseInt(args[2]));
                var questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            answers.println(ANSWER);
            for (String line = questions.readLine(); line != null; line = questions.readLine()) {
                String[] words = line.split(" ", -1);
                var answer = new StringJoiner(" ", ANSWER, "");
                switch (words[0]) {
                    case "train" -> time(peer::train, words[1], nanos -> answer.add(Double.toString(nanos / 1e6)));
                    case "infer" -> time(peer::infer, words[1], nanos -> answer.add(Double.toString(nanos / 1e6)));
                    default -> {
                        for (float probability : peer.probabilities()) {
                            answer.add(Float.toString(probability));
                        }
                    }
                }
                answers.println(answer);
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
