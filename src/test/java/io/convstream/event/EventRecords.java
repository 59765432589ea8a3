package io.convstream.event;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.hadoop.util.TFRecordReader;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog.SessionStatus;
import org.tensorflow.proto.Summary;

/** Reads TensorBoard event files with an independent record reader that verifies every checksum. */
public final class EventRecords {

    private EventRecords() {}

    /** Returns all events of a folder, file by file in order of name. */
    public static List<Event> all(Path folder) throws IOException {
        List<Event> events = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
                    var reader = new TFRecordReader(in, true);
                    for (byte[] record = reader.read(); record != null; record = reader.read()) {
                        events.add(Event.parseFrom(record));
                    }
                }
            }
        }
        return events;
    }

    /** Returns the events that TensorBoard shows: at a session start, it discards events from that step on. */
    public static List<Event> effective(Path folder) throws IOException {
        List<Event> effective = new ArrayList<>();
        for (Event event : all(folder)) {
            if (event.getSessionLog().getStatus() == SessionStatus.START) {
                effective.removeIf(older -> older.getStep() >= event.getStep());
            }
            if (event.hasSummary()) {
                effective.add(event);
            }
        }
        return effective;
    }

    /** Returns the steps of a tag's values. */
    public static List<Long> steps(Path folder, String tag) throws IOException {
        return effective(folder).stream()
                .filter(event -> tags(event).contains(tag))
                .map(Event::getStep)
                .toList();
    }

    public static List<String> tags(Event event) {
        return event.getSummary().getValueList().stream()
                .map(Summary.Value::getTag)
                .toList();
    }
}
