package io.convstream.cluster;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.HTTPServer;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.Properties;
import org.apache.flink.metrics.prometheus.AbstractPrometheusReporter;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;
import org.apache.flink.util.PortRange;

/** Flink's Prometheus reporter, on loopback: Flink's own listens on all addresses. */
public final class LoopbackPrometheusReporter extends AbstractPrometheusReporter {

    private static final String DEFAULT_PORT = "9249"; // as Flink's

    private final HTTPServer server;

    /**
     * Listens on the first free port of a range.
     *
     * @throws IOException if none is free
     */
    private LoopbackPrometheusReporter(PortRange ports) throws IOException, ReflectiveOperationException {
        // The field is private in Flink.
        Field registry = AbstractPrometheusReporter.class.getDeclaredField("registry");
        registry.setAccessible(true);
        server = listen(ports, (CollectorRegistry) registry.get(this));
    }

    private static HTTPServer listen(PortRange ports, CollectorRegistry registry) throws IOException {
        IOException taken = new IOException("the Prometheus reporter has no port: the range " + ports + " is empty");
        for (Iterator<Integer> candidates = ports.getPortsIterator(); candidates.hasNext(); ) {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), candidates.next());
            try {
                return new HTTPServer(address, registry);
            } catch (IOException e) {
                taken = new IOException("the Prometheus reporter finds no free port in " + ports, e);
            }
        }
        throw taken;
    }

    @Override
    public void close() {
        server.stop();
        super.close();
    }

    /** The factory that Flink's configuration names. */
    public static final class Factory implements MetricReporterFactory {

        @Override
        public MetricReporter createMetricReporter(Properties properties) {
            try {
                return new LoopbackPrometheusReporter(new PortRange(properties.getProperty("port", DEFAULT_PORT)));
            } catch (IOException | ReflectiveOperationException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        }
    }
}
