package io.convstream.serve;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The images whose plan is not known for certain, because their timestamp is in the future. Not thread-safe. */
final class WaitingRequests {

    private static final long MAX_BYTES = 256L << 20;

    private final List<ImageRequest> requests = new ArrayList<>();
    private long bytes;

    /** @throws IOException in one sentence, if too many wait */
    void add(ImageRequest request) throws IOException {
        requests.add(request);
        bytes += request.content().length;
        if (bytes > MAX_BYTES) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%,d images wait until their Kafka timestamps have passed, the last one (offset %d of partition %d) for"
                            + " %,d ms more: correct the clocks of the producers, or set"
                            + " message.timestamp.type=LogAppendTime of topic %s",
                    requests.size(),
                    request.offset(),
                    request.partition(),
                    request.timestamp() - System.currentTimeMillis(),
                    request.topic()));
        }
    }

    /** Returns all of them, and forgets them. */
    List<ImageRequest> remove() {
        List<ImageRequest> all = all();
        requests.clear();
        bytes = 0;
        return all;
    }

    List<ImageRequest> all() {
        return List.copyOf(requests);
    }

    /** Returns the lowest timestamp; Long.MAX_VALUE if none waits. */
    long oldest() {
        return requests.stream().mapToLong(ImageRequest::timestamp).min().orElse(Long.MAX_VALUE);
    }

    int size() {
        return requests.size();
    }
}
