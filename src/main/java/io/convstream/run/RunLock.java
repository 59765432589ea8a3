package io.convstream.run;

import io.convstream.failure.UsageException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An exclusive lock on a run folder. The operating system releases it when the process ends, even by a crash. The lock
 * file contains the process id and is kept.
 */
final class RunLock implements AutoCloseable {

    /** References to open channels: the garbage collector would close unreferenced ones, which releases their locks. */
    private static final Set<FileChannel> HELD = ConcurrentHashMap.newKeySet();

    private final RunFolder run;
    private final @Nullable FileChannel channel;

    private RunLock(RunFolder run, @Nullable FileChannel channel) {
        this.run = run;
        this.channel = channel;
        if (channel != null) {
            HELD.add(channel);
        }
    }

    /**
     * Locks a run folder, which must exist.
     *
     * @throws UsageException if another process holds the lock
     */
    static RunLock take(RunFolder run) throws IOException {
        if (!run.path().isLocal()) {
            return new RunLock(run, null);
        }
        FileChannel channel = FileChannel.open(
                run.lock().local(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (lock(channel, false) == null) {
                throw inUse(run);
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(("process " + ProcessHandle.current().pid() + " on " + host() + "\n")
                    .getBytes(StandardCharsets.UTF_8)));
            return new RunLock(run, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Refuses a run folder that is locked.
     *
     * @throws UsageException if a process holds the lock
     */
    static void requireFree(RunFolder run) throws IOException {
        if (!run.path().isLocal() || !run.lock().exists()) {
            return;
        }
        try (FileChannel channel = FileChannel.open(run.lock().local(), StandardOpenOption.READ);
                FileLock lock = lock(channel, true)) {
            if (lock == null) {
                throw inUse(run);
            }
        }
    }

    /** Locks one byte far beyond the content, so that the content stays readable. */
    private static @Nullable FileLock lock(FileChannel channel, boolean shared) throws IOException {
        try {
            return channel.tryLock(Long.MAX_VALUE - 1, 1, shared);
        } catch (OverlappingFileLockException e) {
            return null; // this process holds it
        }
    }

    private static UsageException inUse(RunFolder run) throws IOException {
        String owner = Files.readString(run.lock().local()).strip();
        return new UsageException("run folder " + run.path() + " is in use by "
                + (owner.isEmpty() ? "a process" : owner) + ": stop it first, or choose another --run");
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "this machine";
        }
    }

    /** Releases the lock and deletes its file. */
    void delete() throws IOException {
        run.lock().delete();
        close();
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            HELD.remove(channel);
            channel.close();
        }
    }
}
