package io.convstream.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.SecurityOptions;

/**
 * High availability by a ZooKeeper with pointers to jobs and their newest checkpoints, and a storage folder for the
 * rest: a restarted JobManager recovers its jobs.
 *
 * @param folder the folder for both
 * @param port the ZooKeeper's port
 */
record HighAvailability(Path folder, int port) {

    private static final String HOST = "localhost";

    /** Adds the settings of JobManager and TaskManagers. */
    void addTo(Configuration settings) {
        settings.set(HighAvailabilityOptions.HA_MODE, "zookeeper");
        settings.set(HighAvailabilityOptions.HA_ZOOKEEPER_QUORUM, HOST + ":" + port);
        settings.set(SecurityOptions.ZOOKEEPER_SASL_DISABLE, true);
        settings.set(
                HighAvailabilityOptions.HA_STORAGE_PATH,
                folder.resolve("storage").toUri().toString());
    }

    /** Writes the ZooKeeper's configuration and returns its path. */
    Path writeConfiguration() throws IOException {
        var properties = new Properties();
        properties.setProperty("dataDir", folder.resolve("zookeeper").toString());
        properties.setProperty("clientPort", String.valueOf(port));
        properties.setProperty("clientPortAddress", HOST);
        properties.setProperty("tickTime", "1000"); // the minimum session time-out is two ticks
        properties.setProperty("admin.enableServer", "false");
        Path file = Files.createDirectories(folder).resolve("zoo.cfg");
        try (OutputStream out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
        return file;
    }
}
