package io.convstream.train;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

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
}
