package io.convstream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An S3 server in a process of its own, which keeps its objects in a folder, and Flink's configuration for it. */
final class S3Server {

    static final String BUCKET = "bucket";

    /** The folder that a cluster is configured to write checkpoints to. */
    static final String CHECKPOINTS = "s3://" + BUCKET + "/flink";

    private static final Path JARS = Path.of("target/s3").toAbsolutePath();
    private static final String KEY = "convstream";

    private final Path folder;
    private final int port;
    private @Nullable Process process;

    private S3Server(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    static S3Server start(Path folder) throws Exception {
        Files.createDirectories(folder.resolve("objects").resolve(BUCKET));
        int port;
        try (ServerSocket any = new ServerSocket(0)) {
            port = any.getLocalPort();
        }
        Files.writeString(folder.resolve("s3proxy.conf"), """
                s3proxy.endpoint=http://127.0.0.1:%d
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                jclouds.provider=filesystem
                jclouds.filesystem.basedir=%s
                jclouds.identity=unused
                jclouds.credential=unused
                """.formatted(port, KEY, KEY, folder.resolve("objects")));
        Files.createSymbolicLink(folder.resolve("plugins"), JARS.resolve("plugins"));
        // Its own logging would write megabytes.
        Files.writeString(folder.resolve("logback.xml"), "<configuration><root level=\"OFF\"/></configuration>");
        var server = new S3Server(folder, port);
        server.writeFlinkConfiguration();
        server.start();
        return server;
    }

    /** The configuration of this repository with the server's address and keys. */
    private void writeFlinkConfiguration() throws IOException {
        Path conf = Files.createDirectories(folder.resolve("conf"));
        for (String file : new String[] {"config.yaml", "log4j.properties"}) {
            Files.copy(Path.of("flink-conf").resolve(file), conf.resolve(file));
        }
        Path yaml = conf.resolve("config.yaml");
        Files.writeString(yaml, Files.readString(yaml) + """

                s3:
                  endpoint: http://127.0.0.1:%d
                  access-key: %s
                  secret-key: %s
                  path:
                    style:
                      access: true
                fs:
                  s3a:
                    directory:
                      marker:
                        # This server stores folders; deleting one that is not empty fails.
                        retention: keep

                execution.checkpointing.dir: %s
                """.formatted(port, KEY, KEY, CHECKPOINTS));
    }

    /** The variables that let a process, convstream's or Flink's, reach the server. */
    Map<String, String> environment() {
        return Map.of(
                "FLINK_CONF_DIR",
                folder.resolve("conf").toString(),
                "FLINK_PLUGINS_DIR",
                JARS.resolve("plugins").toString());
    }

    void start() throws Exception {
        Process started = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-Dlogback.configurationFile=" + folder.resolve("logback.xml"),
                        "-jar",
                        JARS.resolve("s3proxy.jar").toString(),
                        "--properties",
                        folder.resolve("s3proxy.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("s3.log").toFile()))
                .start();
        process = started;
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!listens()) {
            if (!started.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException(Files.readString(folder.resolve("s3.log")));
            }
            Thread.sleep(50);
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        Objects.requireNonNull(process, "start() was not called")
                .destroyForcibly()
                .waitFor();
    }

    /** The folder with the objects of the bucket. Only an upload through S3 makes a complete object. */
    Path objects() {
        return folder.resolve("objects").resolve(BUCKET);
    }
}
