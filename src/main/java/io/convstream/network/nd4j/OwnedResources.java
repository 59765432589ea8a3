package io.convstream.network.nd4j;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Resources with one owner, closed in reverse order. Closing continues if one of them fails. A constructor adds each
 * resource as it creates it and closes all of them if a later one fails.
 */
public final class OwnedResources implements AutoCloseable {

    private final Deque<AutoCloseable> resources = new ArrayDeque<>();

    public <T extends AutoCloseable> T add(T resource) {
        resources.push(resource);
        return resource;
    }

    /** @throws IllegalStateException if a resource could not be closed, after all others are */
    @Override
    public void close() {
        @Nullable IllegalStateException failure = null;
        while (!resources.isEmpty()) {
            try {
                resources.pop().close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = new IllegalStateException("cannot free native memory", e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
