package io.convstream.console;

import io.convstream.event.DeploymentEvent;
import io.convstream.event.ServiceEvent;
import io.convstream.event.ShiftEvent;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Prints the events of a service on the console. Run it with parallelism 1. */
public final class ServiceConsole implements Sink<ServiceEvent> {

    private static final long serialVersionUID = 1;

    @Override
    public SinkWriter<ServiceEvent> createWriter(WriterInitContext context) {
        return new Writer();
    }

    /** Returns the line of an event. */
    static String line(ServiceEvent event, ZoneId zone) {
        return event.deployment() == null
                ? line(Objects.requireNonNull(event.shift()), zone)
                : line(event.deployment(), zone);
    }

    private static String line(ShiftEvent event, ZoneId zone) {
        return time(event.time(), zone)
                + String.format(
                        Locale.ROOT,
                        ": model %s: %s has shifted, mean %.3f before, %.3f now (distance %.3f in %,d images, threshold %.3f)",
                        event.model(),
                        event.feature(),
                        event.before(),
                        event.now(),
                        event.distance(),
                        event.window(),
                        event.threshold());
    }

    private static String line(DeploymentEvent event, ZoneId zone) {
        String model = event.model().isEmpty() ? "" : "model " + event.model() + ": ";
        String from = event.from() == null ? "" : ", for images from " + time(event.from(), zone) + " on";
        return time(event.time(), zone) + ": " + model + event.message() + from;
    }

    private static String time(Instant time, ZoneId zone) {
        return DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT)
                .withZone(zone)
                .format(time);
    }

    private static final class Writer implements SinkWriter<ServiceEvent> {

        @Override
        public void write(ServiceEvent event, Context context) {
            System.out.println(line(event, ZoneId.systemDefault()));
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
    }
}
