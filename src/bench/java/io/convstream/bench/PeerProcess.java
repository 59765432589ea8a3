package io.convstream.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** A running {@link PeerMain}, seen from outside. */
final class PeerProcess implements AutoCloseable {

    private final Process process;
    private final Writer questions;
    private final BufferedReader answers;
    private final Path log;

    /** @param build the folder that the build leaves its jars in */
    PeerProcess(Library library, Path build, Path log, int batch, int threads) throws IOException {
        this.log = log;
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(library.flags());
        command.add("-Xmx2g");
        command.add("-Dorg.bytedeco.javacpp.maxphysicalbytes=0");
        command.add("-cp");
        command.add(Stream.of("test-classes", "classes", library.jars() + "/*")
                .map(part -> build.resolve(part).toString())
                .reduce((a, b) -> a + System.getProperty("path.separator") + b)
                .orElseThrow());
        command.add(PeerMain.class.getName());
        command.addAll(List.of(library.name(), Integer.toString(batch), Integer.toString(threads)));
        var builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
        builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "2");
        process = builder.start();
        questions = process.outputWriter(StandardCharsets.UTF_8);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        answer();
    }

    /** Milliseconds of each training step. */
    double[] train(int times) {
        return ask("train " + times);
    }

    /** Milliseconds of each inference. */
    double[] infer(int times) {
        return ask("infer " + times);
    }

    double[] probabilities() {
        return ask("probabilities");
    }

    private double[] ask(String question) {
        try {
            questions.write(question + "\n");
            questions.flush();
            return answer();
        } catch (IOException e) {
            throw new UncheckedIOException("a library's process has ended; its log is " + log, e);
        }
    }

    private double[] answer() throws IOException {
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith(PeerMain.ANSWER)) {
                String numbers = line.substring(PeerMain.ANSWER.length()).strip();
                return numbers.isEmpty()
                        ? new double[0]
                        : Stream.of(numbers.split(" ", -1)).flatMapToDouble(PeerProcess::number).toArray();
            }
        }
        throw new IOException("a library's process has ended; its log is " + log);
    }

    private static DoubleStream number(String word) {
        return DoubleStream.of(Double.parseDouble(word));
    }

    @Override
    public void close() throws IOException {
        questions.close();
        process.destroy();
    }
}
