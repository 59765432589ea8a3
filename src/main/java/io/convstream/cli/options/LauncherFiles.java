package io.convstream.cli.options;

import io.convstream.cluster.Installation;
import io.convstream.failure.Reason;
import io.convstream.storage.LocalPath;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.flink.core.fs.UnsupportedFileSystemSchemeException;

/** The files beside the launcher {@code ./convstream}, and Flink's file systems among them. */
public final class LauncherFiles {

    /** The logger of the S3 plugin, which does not use log4j; kept, because loggers without a reference lose their level. */
    private static final Logger AMAZON = Logger.getLogger("com.amazonaws");

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** The results of the checks, by scheme and authority. */
    private static final Map<String, Optional<RuntimeException>> CHECKED = new HashMap<>();

    private static boolean fileSystemsLoaded;

    private LauncherFiles() {}

    /** Returns the installation that this process runs from; empty if the launcher has not started it. */
    public static Optional<Installation> installation() {
        String home = System.getProperty("convstream.home");
        String build = System.getProperty("convstream.build");
        return Optional.ofNullable(home)
                .map(Path::of)
                .map(folder -> new Installation(folder, build == null ? folder.resolve("target") : Path.of(build)));
    }

    /**
     * Parses a local path or a URI, and checks its file system.
     *
     * @throws IllegalArgumentException in one sentence, if it is neither
     */
    static StoragePath storagePath(String text) {
        StoragePath path = StoragePath.parse(text);
        requireFileSystem(path);
        return path;
    }

    /** As {@link #storagePath}, as text; a local path as it is given. */
    static String location(String text) {
        StoragePath path = storagePath(text);
        return path.isLocal() ? LocalPath.parse(text).toString() : path.toString();
    }

    /**
     * Checks that Flink has a file system for a path; loads Flink's plugins for the first path that is not local.
     *
     * @throws IllegalArgumentException in one sentence, if there is none
     * @throws UncheckedIOException in one sentence, if it does not answer
     */
    private static synchronized void requireFileSystem(StoragePath path) {
        if (path.isLocal()) {
            return;
        }
        URI uri = path.toFlink().toUri();
        CHECKED.computeIfAbsent(uri.getScheme() + "://" + uri.getAuthority(), name -> failure(path))
                .ifPresent(failure -> {
                    throw failure;
                });
    }

    private static Optional<RuntimeException> failure(StoragePath path) {
        Optional<Installation> installation = installation();
        try {
            if (!fileSystemsLoaded && installation.isPresent()) {
                AMAZON.setLevel(Level.SEVERE);
                installation.get().loadFileSystems();
                fileSystemsLoaded = true;
            }
            path.toFlink().getFileSystem();
            requireAnswer(path);
            return Optional.empty();
        } catch (UnsupportedFileSystemSchemeException e) {
            String scheme = path.toFlink().toUri().getScheme();
            String folder =
                    installation.map(files -> files.plugins().toString()).orElse("the plugins folder of Flink");
            return Optional.of(new IllegalArgumentException(
                    "'" + path + "' needs a Flink file system for " + scheme + ": put the jar of its plugin into "
                            + folder + "/" + scheme + " (for s3: flink-s3-fs-hadoop)",
                    e));
        } catch (IOException e) {
            return Optional.of(new UncheckedIOException(new IOException(
                    "cannot reach " + path + " (" + Reason.of(e) + "): check its settings in " + configuration(), e)));
        }
    }

    /** The clients of object stores retry for many minutes before they fail. */
    private static void requireAnswer(StoragePath path) throws IOException {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        answer.complete(path.exists());
                    } catch (IOException | RuntimeException e) {
                        answer.completeExceptionally(e);
                    }
                },
                "file system check");
        thread.setDaemon(true);
        thread.start();
        try {
            answer.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no answer in " + TIMEOUT.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(Reason.of(Objects.requireNonNullElse(e.getCause(), e)), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String configuration() {
        return installation()
                .map(files -> files.conf().resolve("config.yaml").toString())
                .orElse("Flink's configuration");
    }
}
