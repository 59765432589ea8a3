package io.convstream.rollout;

import io.convstream.ingest.kafka.KafkaTopic;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where models are announced; exactly one component is not null.
 *
 * @param topic with the events of training
 * @param path of a run folder, a model folder or a model file
 */
public record ModelLocation(
        @Nullable KafkaTopic topic, @Nullable StoragePath path) implements Serializable {

    /**
     * Opens it.
     *
     * @param progress of an earlier one, see {@link Announcements#progress}
     */
    Announcements open(Map<String, String> progress) throws IOException {
        if (topic != null) {
            return new TopicAnnouncements(topic, progress);
        }
        return new FileAnnouncements(Objects.requireNonNull(path), progress);
    }

    /** Returns whether it is a single file, which never changes. */
    boolean isFile() throws IOException {
        return path != null && !path.isFolder();
    }

    @Override
    public String toString() {
        return String.valueOf(topic == null ? path : topic);
    }
}
