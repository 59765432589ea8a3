package io.convstream.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The lock of a local folder: a file lock. The operating system releases it when the process ends, even by a crash. The
 * lock file contains the process id and is kept.
 */
final class FileRunLock implements RunLock {

    /** References to open channels: the garbage collector would close unreferenced ones, which releases their locks. */
    private static final Set<FileChannel> HELD = ConcurrentHashMap.newKeySet();

    private final RunFolder run;
    private final FileChannel channel;

    private FileRunLock(RunFolder run, FileChannel channel) {
        this.run = run;
        this.channel = channel;
        HELD.add(channel);
    }

    static FileRunLock take(RunFolder run) throws IOException {
        FileChannel channel = FileChannel.open(
                run.lock().local(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (lock(channel, false) == null) {
                throw RunLock.inUse(run, recorded(run));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((RunLock.thisProcess() + "\n").getBytes(StandardCharsets.UTF_8)));
            return new FileRunLock(run, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    static Optional<String> owner(RunFolder run) throws IOException {
        if (!run.lock().exists()) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(run.lock().local(), StandardOpenOption.READ);
                FileLock lock = lock(channel, true)) {
            return lock == null ? Optional.of(recorded(run)) : Optional.empty();
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

    private static String recorded(RunFolder run) throws IOException {
        String owner = Files.readString(run.lock().local()).strip();
        return owner.isEmpty() ? "a process" : owner;
    }

    /** Does nothing: the operating system takes a file lock from no process. */
    @Override
    public void requireHeld() {}

    @Override
    public void delete() throws IOException {
        run.lock().delete();
        close();
    }

    @Override
    public void close() throws IOException {
        HELD.remove(channel);
        channel.close();
    }
}
