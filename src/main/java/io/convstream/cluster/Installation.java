package io.convstream.cluster;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigConstants;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.DirectoryBasedPluginFinder;
import org.apache.flink.core.plugin.PluginDescriptor;

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

    /** The folder of Flink's configuration: {@code $FLINK_CONF_DIR}, otherwise the installation's. */
    public Path conf() {
        String own = System.getenv(ConfigConstants.ENV_FLINK_CONF_DIR);
        return own == null ? home.resolve(isRelease() ? "conf" : "flink-conf") : Path.of(own);
    }

    /** The folder of Flink's plugins, such as file systems: {@code $FLINK_PLUGINS_DIR}, otherwise the installation's. */
    public Path plugins() {
        String own = System.getenv(ConfigConstants.ENV_FLINK_PLUGINS_DIR);
        return own == null ? home.resolve(ConfigConstants.DEFAULT_FLINK_PLUGINS_DIRS) : Path.of(own);
    }

    /**
     * Loads the file systems of the plugins into this process, with their settings in Flink's configuration.
     *
     * @throws IOException with the path, if a plugin cannot be read
     */
    public void loadFileSystems() throws IOException {
        Configuration configuration = Files.isRegularFile(conf().resolve("config.yaml"))
                ? GlobalConfiguration.loadConfiguration(conf().toString())
                : new Configuration();
        Collection<PluginDescriptor> found =
                Files.isDirectory(plugins()) ? new DirectoryBasedPluginFinder(plugins()).findPlugins() : List.of();
        FileSystem.initialize(
                configuration,
                new DefaultPluginManager(found, CoreOptions.getPluginParentFirstLoaderPatterns(configuration)));
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
