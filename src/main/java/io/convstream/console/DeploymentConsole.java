package io.convstream.console;

import io.convstream.event.DeploymentEvent;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Prints the deployments of a service on the console. Run it with parallelism 1. */
public final class DeploymentConsole implements Sink<DeploymentEvent> {

    private static final long serialVersionUID = 1;

    @Override
    public SinkWriter<DeploymentEvent> createWriter(WriterInitContext context) {
        return new Writer();
    }

    /** Returns the line of a deployment. */
    static String line(DeploymentEvent event, ZoneId zone) {
        String model = event.model().isEmpty() ? "" : "model " + event.model() + ": ";
        String from = event.from() == null ? "" : ", for images from " + time(event.from(), zone) + " on";
        return time(event.time(), zone) + ": " + model + event.message() + from;
    }

    private static String time(Instant time, ZoneId zone) {
        return DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT)
                .withZone(zone)
                .format(time);
    }

    private static final class Writer implements SinkWriter<DeploymentEvent> {

        @Override
        public void write(DeploymentEvent event, Context context) {
            System.out.println(line(event, ZoneId.systemDefault()));
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
    }
}
