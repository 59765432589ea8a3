package io.convstream.cluster;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;

/**
 * Where the parts of a cluster lie.
 *
 * @param home the folder of {@code ./convstream}
 * @param build the folder that holds what Maven has built
 */
public record Installation(Path home, Path build) {

    public Installation {
        home = home.toAbsolutePath().normalize();
        build = build.toAbsolutePath().normalize();
    }

    Path conf() {
        return home.resolve("flink-conf");
    }

    /** What a process of the cluster has on its class path: {@link #lib}, and our own classes for its metrics' reporter. */
    String classPath() {
        try {
            Path ours = Path.of(Installation.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return lib().resolve("*") + File.pathSeparator + ours;
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class comes from a place without a path", e);
        }
    }

    /** Flink's jars and ND4J's, as Maven put them there. */
    Path lib() {
        return build.resolve("lib");
    }

    /** Java's archive of the classes in {@link #lib}, for a faster start; Java goes without where it does not fit. */
    Path classes() {
        return build.resolve("classes.jsa");
    }

    /**
     * The configuration's file with settings that win over it.
     *
     * @throws IOException where there is no such file, or nothing was built yet
     */
    Configuration configuration(Configuration settings) throws IOException {
        if (!Files.isRegularFile(conf().resolve("config.yaml")) || !Files.isDirectory(lib())) {
            throw new IOException("a cluster needs " + conf().resolve("config.yaml") + " and " + lib()
                    + ": start it with ./convstream, which builds what is missing");
        }
        return GlobalConfiguration.loadConfiguration(conf().toString(), settings);
    }
}
