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
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other processes out of a run folder. The operating system gives the lock back when the process ends, however it
 * ends; the file names the process and stays.
 */
final class RunLock implements AutoCloseable {

    /** A channel that nobody refers to may be closed by the garbage collector, which gives its lock back. */
    private static final Set<FileChannel> HELD = ConcurrentHashMap.newKeySet();

    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
        HELD.add(channel);
    }

    /**
     * Locks a run folder, which must exist.
     *
     * @throws UsageException naming the process that has it
     */
    static RunLock take(RunFolder run) throws IOException {
        FileChannel channel = FileChannel.open(
                run.lock(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (lock(channel, false) == null) {
                throw inUse(run);
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(("process " + ProcessHandle.current().pid() + " on " + host() + "\n")
                    .getBytes(StandardCharsets.UTF_8)));
            return new RunLock(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Refuses a run folder that a process has locked.
     *
     * @throws UsageException naming the process
     */
    static void requireFree(RunFolder run) throws IOException {
        if (!Files.exists(run.lock())) {
            return;
        }
        try (FileChannel channel = FileChannel.open(run.lock(), StandardOpenOption.READ);
                FileLock lock = lock(channel, true)) {
            if (lock == null) {
                throw inUse(run);
            }
        }
    }

    /** One byte far behind the content, which can be read while it is locked. */
    private static @Nullable FileLock lock(FileChannel channel, boolean shared) throws IOException {
        try {
            return channel.tryLock(Long.MAX_VALUE - 1, 1, shared);
        } catch (OverlappingFileLockException e) {
            return null; // this process has it
        }
    }

    private static UsageException inUse(RunFolder run) throws IOException {
        String owner = Files.readString(run.lock()).strip();
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

    /** Gives the lock back and removes its file. */
    void discard(Path file) throws IOException {
        Files.deleteIfExists(file);
        close();
    }

    @Override
    public void close() throws IOException {
        HELD.remove(channel);
        channel.close();
    }
}
