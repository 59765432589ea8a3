package io.convstream.console;

import io.convstream.drift.Level;
import io.convstream.event.DeploymentEvent;
import io.convstream.event.PrecisionEvent;
import io.convstream.event.ServiceEvent;
import io.convstream.event.ShiftEvent;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
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
        if (event.precision() != null) {
            return line(event.precision(), zone);
        }
        return event.deployment() == null
                ? line(Objects.requireNonNull(event.shift()), zone)
                : line(event.deployment(), zone);
    }

    private static String line(PrecisionEvent event, ZoneId zone) {
        String prefix = time(event.time(), zone) + ": model " + event.model() + ": ";
        if (event.before() == null || event.now() == null) {
            return prefix
                    + String.format(
                            Locale.ROOT,
                            "precision@1 of the answers = %.3f, loss %.2f (last 100 batches of labels %.3f, %.2f), %,d labels",
                            event.precision(),
                            event.loss(),
                            event.windowPrecision(),
                            event.windowLoss(),
                            event.labels());
        }
        return prefix
                + String.format(
                        Locale.ROOT,
                        "%s (%s): precision@1 of the answers was %.3f, is %.3f after %,d labels",
                        event.level() == Level.DRIFT ? "drift" : "warning of drift",
                        event.detector(),
                        event.before(),
                        event.now(),
                        event.labels());
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

        private static final long EVERY_NANOS = 10_000_000_000L;

        /** By model, when its estimates were printed. */
        private final Map<String, Long> printed = new HashMap<>();

        @Override
        public void write(ServiceEvent event, Context context) {
            if (event.precision() == null || isDue(event.precision())) {
                System.out.println(line(event, ZoneId.systemDefault()));
            }
        }

        /** Estimates are printed every ten seconds at most, drift always. */
        private boolean isDue(PrecisionEvent event) {
            long now = System.nanoTime();
            Long last = printed.get(event.model());
            if (event.level() == Level.NONE && last != null && now - last < EVERY_NANOS) {
                return false;
            }
            printed.put(event.model(), now);
            return true;
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
    }
}
