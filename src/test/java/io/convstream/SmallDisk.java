package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small disk of its own; without permission to mount one the test is skipped. */
public final class SmallDisk implements AutoCloseable {

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /**
     * Mounts one.
     *
     * @param size as {@code mount} takes it, for instance {@code 64k}
     */
    public static SmallDisk mount(Path folder, String size) throws IOException {
        Files.createDirectory(folder);
        assumeTrue(
                ran("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", folder.toString()), "may not mount a disk");
        return new SmallDisk(folder);
    }

    public Path folder() {
        return folder;
    }

    /** Fills the disk. */
    void fill() throws IOException {
        try (OutputStream out = Files.newOutputStream(ballast())) {
            byte[] zeros = new byte[4096];
            while (true) {
                out.write(zeros);
            }
        } catch (IOException e) {
            assertThat(Files.getFileStore(folder).getUsableSpace()).isZero();
        }
    }

    /** Frees the space again. */
    void relieve() throws IOException {
        Files.delete(ballast());
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    private static boolean ran(String... command) {
        try {
            return new ProcessBuilder(command).start().onExit().join().exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        assertThat(ran("umount", folder.toString())).isTrue();
    }
}
