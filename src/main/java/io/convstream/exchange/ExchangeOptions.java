package io.convstream.exchange;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.taskmanager.TaskManagerRuntimeInfo;

/** The options of Flink's configuration file for the connections between the workers of a model. */
public final class ExchangeOptions {

    /** The ports at which workers expect each other. */
    public static final ConfigOption<String> PORTS = ConfigOptions.key("convstream.exchange.ports")
            .stringType()
            .defaultValue("0")
            .withDescription(
                    "The ports at which the workers of a model expect each other, such as 50200-50299; 0: any.");

    /** How long a worker waits for another one. */
    public static final ConfigOption<Duration> TIMEOUT = ConfigOptions.key("convstream.exchange.timeout")
            .durationType()
            .defaultValue(Duration.ofSeconds(60))
            .withDescription("How long a worker waits for another one before its task fails.");

    private ExchangeOptions() {}

    /**
     * Listens where the workers of a TaskManager do.
     *
     * @throws IOException in one sentence, if no port is free
     */
    public static Endpoint listen(TaskManagerRuntimeInfo machine) throws IOException {
        // The TaskManager of an embedded Flink has no address.
        String host = machine.getTaskManagerExternalAddress().isEmpty()
                ? "localhost"
                : machine.getTaskManagerExternalAddress();
        String bindHost = Objects.requireNonNullElse(machine.getTaskManagerBindAddress(), host);
        Configuration configuration = machine.getConfiguration();
        return new Endpoint(configuration, host, bindHost, configuration.get(PORTS));
    }
}
