package io.convstream.ingest.download;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Extraction of one archive, confined to its folder. It is used instead of commons-compress' {@code Expander}, which limits
 * no sizes, writes links as empty files and accepts truncated tar archives.
 */
final class Unpacker {

    private static final int TAR_RECORD = 512;

    /** Maximum ratio of unpacked to packed size; images are already compressed. */
    private static final long MAX_RATIO = 100;
    /** Unpacked size in bytes that is always allowed. */
    private static final long MIN_LIMIT = 256 << 20;

    private final Path archive;
    private final Path folder;
    private long remaining;

    private Unpacker(Path archive, Path folder, long limit) {
        this.archive = archive;
        this.folder = folder;
        remaining = limit;
    }

    /**
     * Unpacks an archive.
     *
     * @param folder an empty folder; its content is incomplete after an exception
     * @throws FileSystemException if a file cannot be written
     * @throws RefusedArchiveException if an entry is neither a file nor a folder, lies outside the folder, or is too large
     * @throws IOException if the archive is broken or incomplete
     */
    static void unpack(Path archive, Path folder) throws IOException {
        ArchiveFormat format = ArchiveFormat.of(archive);
        new Unpacker(archive, folder, Math.max(MIN_LIMIT, MAX_RATIO * Files.size(archive))).unpack(format);
    }

    private void unpack(ArchiveFormat format) throws IOException {
        if (format == ArchiveFormat.ZIP) {
            zip();
            return;
        }
        // Both compressed formats may consist of several members.
        try (InputStream file = new BufferedInputStream(Files.newInputStream(archive), 1 << 16);
                InputStream content = switch (format) {
                    case TAR_GZ ->
                        GzipCompressorInputStream.builder()
                                .setInputStream(file)
                                .setDecompressConcatenated(true)
                                .get();
                    case TAR_BZ2 -> new BZip2CompressorInputStream(file, true);
                    case TAR, ZIP -> file;
                }) {
            tar(content);
        }
    }

    private void tar(InputStream content) throws IOException {
        // Blocks of one record: the reader reads nothing after the end marker.
        var tar = new TarArchiveInputStream(content, TAR_RECORD);
        long end = 0;
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            if (!entry.isCheckSumOK()) {
                throw new IOException("the header of its entry " + entry.getName() + " is damaged");
            }
            consume(TAR_RECORD);
            Path path = inside(entry.getName());
            if (entry.isLink()) {
                hardLink(entry, path);
            } else if (entry.isDirectory()) {
                Files.createDirectories(path);
            } else if (isRegularFile(entry)) {
                write(tar, path);
            } else {
                throw unsupported(entry.getName());
            }
            end = (tar.getBytesRead() + TAR_RECORD - 1) / TAR_RECORD * TAR_RECORD;
        }
        if (tar.getBytesRead() < end + TAR_RECORD) {
            throw new IOException("it ends after " + tar.getBytesRead() + " bytes without an end marker");
        }
        for (int read = content.read(); read >= 0; read = content.read()) {
            if (read != 0) {
                throw new IOException("there is data after its end marker");
            }
        }
    }

    private static boolean isRegularFile(TarArchiveEntry entry) {
        return entry.isFile()
                && !entry.isSymbolicLink()
                && !entry.isFIFO()
                && !entry.isCharacterDevice()
                && !entry.isBlockDevice();
    }

    /** Copies the file that a hard link names; it must precede the link in the archive. */
    private void hardLink(TarArchiveEntry entry, Path path) throws IOException {
        Path original = inside(entry.getLinkName());
        if (!Files.isRegularFile(original)) {
            throw new IOException("its entry " + entry.getName() + " is a link to " + entry.getLinkName()
                    + ", which is no earlier file of the archive");
        }
        if (!original.equals(path)) {
            try (InputStream in = Files.newInputStream(original)) {
                write(in, path);
            }
        }
    }

    private void zip() throws IOException {
        try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
            if (zip.getFirstLocalFileHeaderOffset() != 0) {
                throw new IOException(
                        "it begins with " + zip.getFirstLocalFileHeaderOffset() + " bytes that are no zip entry");
            }
            for (ZipArchiveEntry entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
                Path path = inside(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else if (entry.isUnixSymlink()) {
                    throw unsupported(entry.getName());
                } else if (!zip.canReadEntryData(entry)) {
                    throw new RefusedArchiveException(
                            "its entry " + entry.getName() + " is encrypted or compressed with an unsupported method");
                } else {
                    try (var in = new CheckedInputStream(zip.getInputStream(entry), new CRC32())) {
                        write(in, path);
                        if (in.getChecksum().getValue() != entry.getCrc()) {
                            throw new IOException("the checksum of its entry " + entry.getName() + " is wrong");
                        }
                    }
                }
            }
        }
    }

    /** Writes a file; a later entry of the same name replaces it. */
    private void write(InputStream in, Path path) throws IOException {
        Files.createDirectories(path.resolveSibling("."));
        try (OutputStream out = Files.newOutputStream(path)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                consume(read);
                write(out, buffer, read, path);
            }
        }
    }

    /** Marks a write error as such: a full disk does not mean that the archive is broken. */
    private static void write(OutputStream out, byte[] buffer, int length, Path path) throws FileSystemException {
        try {
            out.write(buffer, 0, length);
        } catch (IOException e) {
            var failure = new FileSystemException(path.toString(), null, String.valueOf(e.getMessage()));
            failure.initCause(e);
            throw failure;
        }
    }

    private void consume(long bytes) throws IOException {
        remaining -= bytes;
        if (remaining < 0) {
            throw new RefusedArchiveException("it unpacks to more than " + MAX_RATIO + " times its size");
        }
    }

    private static RefusedArchiveException unsupported(String entry) {
        return new RefusedArchiveException("its entry " + entry + " is neither a file nor a folder");
    }

    private Path inside(String entry) throws IOException {
        try {
            Path path = folder.resolve(entry).normalize();
            if (path.startsWith(folder.normalize())) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw new IOException("its entry " + entry + " has no valid name", e);
        }
        throw new RefusedArchiveException("its entry " + entry + " would lie outside the folder");
    }
}
