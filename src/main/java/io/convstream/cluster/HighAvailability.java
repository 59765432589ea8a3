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
 * What lets a JobManager be killed without its jobs being lost: a ZooKeeper, which knows the jobs and their newest
 * checkpoints, and a folder that holds what it points to.
 *
 * @param folder where both keep what they know
 * @param port the ZooKeeper's
 */
record HighAvailability(Path folder, int port) {

    private static final String HOST = "localhost";

    /** Makes JobManager and TaskManagers find each other, and their jobs, through the ZooKeeper. */
    void addTo(Configuration settings) {
        settings.set(HighAvailabilityOptions.HA_MODE, "zookeeper");
        settings.set(HighAvailabilityOptions.HA_ZOOKEEPER_QUORUM, HOST + ":" + port);
        settings.set(SecurityOptions.ZOOKEEPER_SASL_DISABLE, true);
        settings.set(
                HighAvailabilityOptions.HA_STORAGE_PATH,
                folder.resolve("storage").toUri().toString());
    }

    /** Writes the ZooKeeper's own configuration and returns where it lies. */
    Path writeConfiguration() throws IOException {
        var properties = new Properties();
        properties.setProperty("dataDir", folder.resolve("zookeeper").toString());
        properties.setProperty("clientPort", String.valueOf(port));
        properties.setProperty("clientPortAddress", HOST);
        properties.setProperty("tickTime", "1000"); // a session may be as short as two ticks
        properties.setProperty("admin.enableServer", "false");
        Path file = Files.createDirectories(folder).resolve("zoo.cfg");
        try (OutputStream out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
        return file;
    }
}
