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

/** Reads one archive to its end and writes its files into a folder, nothing outside it. */
final class Unpacker {

    private static final int TAR_RECORD = 512;

    /** Images are compressed already: an archive that grows more than this is no archive of images. */
    private static final long MOST_GROWTH = 100;
    /** So much may always be unpacked. */
    private static final long ALWAYS_ALLOWED = 256 << 20;

    private final Path archive;
    private final Path folder;
    private long allowed;

    private Unpacker(Path archive, Path folder, long allowed) {
        this.archive = archive;
        this.folder = folder;
        this.allowed = allowed;
    }

    /**
     * Unpacks an archive.
     *
     * @param folder an empty folder; what lies there after an exception is a part
     * @throws FileSystemException if a file cannot be written
     * @throws RefusedArchiveException if it holds anything but files and folders, or too much
     * @throws IOException if the archive is broken or not read to its end
     */
    static void unpack(Path archive, Path folder) throws IOException {
        ArchiveFormat format = ArchiveFormat.of(archive);
        new Unpacker(archive, folder, Math.max(ALWAYS_ALLOWED, MOST_GROWTH * Files.size(archive))).unpack(format);
    }

    private void unpack(ArchiveFormat format) throws IOException {
        if (format == ArchiveFormat.ZIP) {
            zip();
            return;
        }
        // Both kinds of compressed files may consist of several members, one after the other.
        try (InputStream file = new BufferedInputStream(Files.newInputStream(archive), 1 << 16);
                InputStream content = switch (format) {
                    case TAR_GZ ->
                        GzipCompressorInputStream.builder()
                                .setInputStream(file)
                                .setDecompressConcatenated(true)
                                .get();
                    case TAR_BZ2 -> new BZip2CompressorInputStream(file, true);
                    case TAR, ZIP -> file;
                };
                var counted = new CountingInputStream(content)) {
            tar(counted);
        }
    }

    private void tar(CountingInputStream content) throws IOException {
        // Blocks of one record: the reader looks at nothing behind the end mark.
        var tar = new TarArchiveInputStream(content, TAR_RECORD);
        long end = 0;
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            if (!entry.isCheckSumOK()) {
                throw new IOException("the header of its entry " + entry.getName() + " is damaged");
            }
            spend(TAR_RECORD);
            Path path = inside(entry.getName());
            if (entry.isLink()) {
                hardLink(entry, path);
            } else if (entry.isDirectory()) {
                Files.createDirectories(path);
            } else if (isPlain(entry)) {
                store(tar, path);
            } else {
                throw notPlain(entry.getName());
            }
            end = (content.count() + TAR_RECORD - 1) / TAR_RECORD * TAR_RECORD;
        }
        if (content.count() < end + TAR_RECORD) {
            throw new IOException("it ends after " + content.count() + " bytes without the mark of its end");
        }
        for (int read = content.read(); read >= 0; read = content.read()) {
            if (read != 0) {
                throw new IOException("more follows the mark of its end");
            }
        }
    }

    private static boolean isPlain(TarArchiveEntry entry) {
        return entry.isFile()
                && !entry.isSymbolicLink()
                && !entry.isFIFO()
                && !entry.isCharacterDevice()
                && !entry.isBlockDevice();
    }

    /** A second name of a file that the archive holds already. */
    private void hardLink(TarArchiveEntry entry, Path path) throws IOException {
        Path original = inside(entry.getLinkName());
        if (!Files.isRegularFile(original)) {
            throw new IOException("its entry " + entry.getName() + " is a link to " + entry.getLinkName()
                    + ", which is no file before it");
        }
        if (!original.equals(path)) {
            try (InputStream in = Files.newInputStream(original)) {
                store(in, path);
            }
        }
    }

    private void zip() throws IOException {
        try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
            if (zip.getFirstLocalFileHeaderOffset() != 0) {
                throw new IOException(
                        "it begins with " + zip.getFirstLocalFileHeaderOffset() + " bytes of something else");
            }
            for (ZipArchiveEntry entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
                Path path = inside(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else if (entry.isUnixSymlink()) {
                    throw notPlain(entry.getName());
                } else if (!zip.canReadEntryData(entry)) {
                    throw new RefusedArchiveException(
                            "its entry " + entry.getName() + " is encrypted or packed by an unknown method");
                } else {
                    try (var in = new CheckedInputStream(zip.getInputStream(entry), new CRC32())) {
                        store(in, path);
                        if (in.getChecksum().getValue() != entry.getCrc()) {
                            throw new IOException("the checksum of its entry " + entry.getName() + " is wrong");
                        }
                    }
                }
            }
        }
    }

    /** Writes a file; a later entry of the same name replaces an earlier one. */
    private void store(InputStream in, Path path) throws IOException {
        Files.createDirectories(path.resolveSibling("."));
        try (OutputStream out = Files.newOutputStream(path)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                spend(read);
                write(out, buffer, read, path);
            }
        }
    }

    /** An archive is not broken because the disk is full. */
    private static void write(OutputStream out, byte[] buffer, int length, Path path) throws FileSystemException {
        try {
            out.write(buffer, 0, length);
        } catch (IOException e) {
            var failure = new FileSystemException(path.toString(), null, String.valueOf(e.getMessage()));
            failure.initCause(e);
            throw failure;
        }
    }

    private void spend(long bytes) throws IOException {
        allowed -= bytes;
        if (allowed < 0) {
            throw new RefusedArchiveException("it unpacks to more than " + MOST_GROWTH + " times its size");
        }
    }

    private static RefusedArchiveException notPlain(String entry) {
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
