package io.convstream.ingest;

import io.convstream.image.Origin;
import io.convstream.image.PictureSet;
import io.convstream.image.RecordFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * CIFAR-10 binary files, memory-mapped: records of 1 label byte and 3,072 pixel bytes. A truncated tail counts as a
 * record too, so that it is reported like any other bad one; the rest of its file is used.
 */
public final class CifarFiles implements PictureSet {

    private static final int RECORD_BYTES = 3073;
    private static final List<String> CLASSES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private final String[] files;
    private final long[] firstRecord;
    private final long size;

    private CifarFiles(List<Path> paths) throws IOException {
        files = paths.stream().map(Path::toString).toArray(String[]::new);
        firstRecord = new long[files.length];
        long records = 0;
        for (int i = 0; i < files.length; i++) {
            firstRecord[i] = records;
            if (!Files.isReadable(paths.get(i))) {
                throw new IOException(paths.get(i) + " cannot be read: check its permissions");
            }
            records += (Files.size(paths.get(i)) + RECORD_BYTES - 1) / RECORD_BYTES;
        }
        size = records;
    }

    /** The training files of a folder, {@code data_batch_1.bin} to {@code data_batch_5.bin}, those that are there. */
    static CifarFiles training(Path folder) throws IOException {
        return of(
                folder,
                IntStream.rangeClosed(1, 5)
                        .mapToObj(i -> "data_batch_" + i + ".bin")
                        .toList());
    }

    /** The test file of a folder, {@code test_batch.bin}. */
    static CifarFiles heldOut(Path folder) throws IOException {
        return of(folder, List.of("test_batch.bin"));
    }

    private static CifarFiles of(Path folder, List<String> names) throws IOException {
        List<Path> paths =
                names.stream().map(folder::resolve).filter(Files::exists).toList();
        CifarFiles files = new CifarFiles(paths);
        if (files.size == 0) {
            throw new IOException(
                    folder + " holds no records in " + String.join(", ", names) + ": give the folder with these files");
        }
        return files;
    }

    @Override
    public List<String> classNames() {
        return CLASSES;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public Reader open() throws IOException {
        List<ByteBuffer> mapped = new ArrayList<>();
        for (String file : files) {
            try (FileChannel channel = FileChannel.open(Path.of(file), StandardOpenOption.READ)) {
                mapped.add(channel.map(MapMode.READ_ONLY, 0, channel.size()));
            } catch (IOException e) {
                throw new IOException(file + " cannot be read: " + e.getMessage(), e);
            }
        }
        return new MappedReader(mapped);
    }

    private final class MappedReader implements Reader {

        private final List<ByteBuffer> mapped;

        MappedReader(List<ByteBuffer> mapped) {
            this.mapped = mapped;
        }

        @Override
        public Entry read(long position) {
            int file = files.length - 1;
            while (firstRecord[file] > position) {
                file--;
            }
            long record = position - firstRecord[file];
            long offset = record * RECORD_BYTES;
            ByteBuffer bytes = mapped.get(file);
            byte[] content = new byte[(int) Math.min(RECORD_BYTES, bytes.limit() - offset)];
            bytes.get((int) offset, content);
            return new Entry(RecordFormat.CIFAR, content, -1, new Origin(files[file], -1, record, offset));
        }

        @Override
        public void close() {
            mapped.clear();
        }
    }
}
