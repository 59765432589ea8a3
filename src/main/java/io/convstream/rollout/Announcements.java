package io.convstream.rollout;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A source of announced models. Not thread-safe. */
interface Announcements extends AutoCloseable {

    /**
     * Returns all models that were announced since the last call, oldest first.
     *
     * @param patience how long to wait for the first one
     * @throws IOException in one sentence, if the source cannot be read
     */
    List<Announcement> poll(Duration patience) throws IOException;

    /** Returns what has been read, to open another one there. */
    Map<String, String> progress() throws IOException;

    @Override
    default void close() throws IOException {}
}
