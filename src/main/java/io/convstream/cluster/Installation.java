package io.convstream.cluster;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;

/**
 * The files of a cluster: in a clone of the repository after a build, or in a release archive.
 *
 * @param home the folder of {@code ./convstream} or of the release archive
 * @param build the folder of Maven's build; of a release archive the same as {@code home}
 */
public record Installation(Path home, Path build) {

    public Installation {
        home = home.toAbsolutePath().normalize();
        build = build.toAbsolutePath().normalize();
    }

    /** The folder of Flink's configuration. */
    Path conf() {
        return home.resolve(isRelease() ? "conf" : "flink-conf");
    }

    private boolean isRelease() {
        return home.equals(build);
    }

    /** Class path of a Flink process: {@link #libraries}, and convstream's classes for its metrics reporter. */
    String classPath() {
        try {
            Path ours = Path.of(Installation.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Stream.concat(libraries().stream().map(folder -> folder.resolve("*")), Stream.of(ours))
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the code source has no path", e);
        }
    }

    /** The folders of Flink's and ND4J's jars. A release archive holds no jar twice. */
    private List<Path> libraries() {
        Path lib = build.resolve("lib");
        return isRelease() ? List.of(lib, build.resolve("cluster-lib")) : List.of(lib);
    }

    /** Class data archive of the libraries, for a faster start; Java ignores one that is missing or does not fit. */
    Path classes() {
        return build.resolve("classes.jsa");
    }

    /**
     * Returns the configuration file with settings that take precedence.
     *
     * @throws IOException if there is no such file, or no build
     */
    Configuration configuration(Configuration settings) throws IOException {
        if (!Files.isRegularFile(conf().resolve("config.yaml"))
                || !libraries().stream().allMatch(Files::isDirectory)) {
            throw new IOException("a cluster needs " + conf().resolve("config.yaml") + " and " + libraries()
                    + ": start it with ./convstream, which builds what is missing");
        }
        return GlobalConfiguration.loadConfiguration(conf().toString(), settings);
    }
}
