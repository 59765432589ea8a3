package io.convstream.network;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a constructor has made so far, to be freed if it fails: nobody else has it then. */
final class Built implements AutoCloseable {

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public void close() {
        parts.forEach(Memory::free);
    }
}
