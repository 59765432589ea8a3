package io.convstream.cli.options;

import io.convstream.cluster.Installation;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.core.fs.UnsupportedFileSystemSchemeException;

/** The files beside the launcher {@code ./convstream}, and Flink's file systems among them. */
public final class LauncherFiles {

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
     * Checks that Flink has a file system for a path; loads Flink's plugins for the first path that is not local.
     *
     * @throws IllegalArgumentException in one sentence, if there is none
     */
    static synchronized void requireFileSystem(StoragePath path) {
        if (path.isLocal()) {
            return;
        }
        Optional<Installation> installation = installation();
        try {
            if (!fileSystemsLoaded && installation.isPresent()) {
                installation.get().loadFileSystems();
                fileSystemsLoaded = true;
            }
            path.toFlink().getFileSystem();
        } catch (UnsupportedFileSystemSchemeException e) {
            String scheme = path.toFlink().toUri().getScheme();
            String folder =
                    installation.map(files -> files.plugins().toString()).orElse("the plugins folder of Flink");
            throw new IllegalArgumentException(
                    "'" + path + "' needs a Flink file system for " + scheme + ": put the jar of its plugin into "
                            + folder + "/" + scheme + " (for s3: flink-s3-fs-hadoop)",
                    e);
        } catch (IOException e) {
            throw new IllegalArgumentException("'" + path + "' cannot be reached: " + e.getMessage(), e);
        }
    }
}
