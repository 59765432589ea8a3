package io.convstream.network.engine;

import io.convstream.network.nd4j.NativeMemory;
import java.util.ArrayDeque;
import java.util.Deque;

/** What a constructor has made so far, to be freed if it fails: nobody else has it then. */
public final class OwnedResources implements AutoCloseable {

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    public <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public void close() {
        parts.forEach(NativeMemory::free);
    }
}
