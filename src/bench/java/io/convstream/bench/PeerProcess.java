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

/** Client of a {@link PeerMain} process. */
final class PeerProcess implements AutoCloseable {

    private final Process process;
    private final Writer requests;
    private final BufferedReader responses;
    private final Path log;

    /** @param build output folder of the build */
    PeerProcess(Library library, Path build, Path log, Network network, int batch, int threads) throws IOException {
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
        command.addAll(List.of(library.name(), network.name(), Integer.toString(batch), Integer.toString(threads)));
        var builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
        builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "2");
        process = builder.start();
        requests = process.outputWriter(StandardCharsets.UTF_8);
        responses = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        response();
    }

    /** Milliseconds of each training step. */
    double[] train(int times) {
        return send("train " + times);
    }

    /** Milliseconds of each inference. */
    double[] infer(int times) {
        return send("infer " + times);
    }

    /** Probabilities, {@code [batch, classes]}. */
    double[] probabilities() {
        return send("probabilities");
    }

    private double[] send(String request) {
        try {
            requests.write(request + "\n");
            requests.flush();
            return response();
        } catch (IOException e) {
            throw new UncheckedIOException("a library's process failed: see " + log, e);
        }
    }

    private double[] response() throws IOException {
        for (String line = responses.readLine(); line != null; line = responses.readLine()) {
            if (line.startsWith(PeerMain.RESPONSE_PREFIX)) {
                String numbers =
                        line.substring(PeerMain.RESPONSE_PREFIX.length()).strip();
                return numbers.isEmpty()
                        ? new double[0]
                        : Stream.of(numbers.split(" ", -1))
                                .flatMapToDouble(PeerProcess::number)
                                .toArray();
            }
        }
        throw new IOException("a library's process failed: see " + log);
    }

    private static DoubleStream number(String word) {
        return DoubleStream.of(Double.parseDouble(word));
    }

    @Override
    public void close() throws IOException {
        requests.close();
        process.destroy();
    }
}
