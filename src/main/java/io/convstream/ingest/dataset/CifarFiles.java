package io.convstream.ingest.dataset;

import io.convstream.storage.TextFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * Image set of CIFAR-10 binary files, one after the other. If the length of a file is no multiple of 3,073, its tail is one
 * more record, which {@code prepare} rejects.
 *
 * @param files absolute paths
 * @param lengths lengths in bytes when the set was created, which determine the positions of the records
 * @param classNames in label order
 */
public record CifarFiles(List<String> files, List<Long> lengths, List<String> classNames) implements NamedImages {

    /** Size of a record: a label and three planes of 32x32 pixels. */
    public static final int RECORD_BYTES = 1 + 3 * 32 * 32;

    private static final String META = "batches.meta.txt";
    /** Limit of a label byte. */
    private static final int MAX_CLASSES = 256;
    /** CIFAR-100 records have two label bytes. */
    private static final int CIFAR100_RECORD_BYTES = RECORD_BYTES + 1;

    /** The CIFAR-10 classes in label order. */
    public static final List<String> CIFAR10_NAMES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private static final List<String> TRAIN_FILES = Stream.of(1, 2, 3, 4, 5)
            .map(number -> "data_batch_" + number + ".bin")
            .toList();
    private static final List<String> HELD_OUT_FILES = List.of("test_batch.bin");

    /** Whether a folder holds CIFAR-10 training files. */
    public static boolean hasTrain(Path folder) {
        return !existing(folder, TRAIN_FILES).isEmpty();
    }

    /** Whether a folder holds CIFAR-10 test files. */
    public static boolean hasHeldOut(Path folder) {
        return !existing(folder, HELD_OUT_FILES).isEmpty();
    }

    /**
     * Returns the set of those of data_batch_1.bin to data_batch_5.bin that exist in a folder.
     *
     * @throws IOException if there are none, or a file cannot be read
     */
    public static CifarFiles train(Path folder) throws IOException {
        return in(folder, TRAIN_FILES);
    }

    /**
     * Returns the set of the test_batch.bin in a folder.
     *
     * @throws IOException if the file does not exist or cannot be read
     */
    public static CifarFiles heldOut(Path folder) throws IOException {
        return in(folder, HELD_OUT_FILES);
    }

    private static CifarFiles in(Path folder, List<String> names) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new FileNotFoundException("there is no folder " + folder + ": name one that holds "
                    + String.join(", ", names) + " with --data");
        }
        List<Path> files = existing(folder, names);
        if (files.isEmpty()) {
            throw new FileNotFoundException("the folder " + folder + " holds none of " + String.join(", ", names)
                    + ": put them there or name another folder with --data");
        }
        return of(files, classNames(folder)).checkLabels(folder);
    }

    private static List<Path> existing(Path folder, List<String> names) {
        return names.stream().map(folder::resolve).filter(Files::exists).toList();
    }

    private static List<String> classNames(Path folder) throws IOException {
        Path meta = folder.resolve(META);
        if (!Files.exists(meta)) {
            return CIFAR10_NAMES;
        }
        List<String> names = TextFile.read(meta)
                .lines()
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        if (names.size() > MAX_CLASSES || new HashSet<>(names).size() < names.size()) {
            throw new IOException(meta + " names " + names.size() + " classes, " + new HashSet<>(names).size()
                    + " of them different: name each class once, at most " + MAX_CLASSES
                    + ", one per line");
        }
        return names.isEmpty() ? CIFAR10_NAMES : names;
    }

    /** Fails if over 1 % of the labels have no class name; fewer are bad records. */
    private CifarFiles checkLabels(Path folder) throws IOException {
        var unknown = new long[1];
        if (classNames.size() < CIFAR10_NAMES.size()) {
            visit((name, label) -> unknown[0] += label >= classNames.size() ? 1 : 0);
        }
        if (unknown[0] > size() / 100) {
            throw new IOException(folder.resolve(META) + " names " + classNames.size() + " classes, but " + unknown[0]
                    + " of the " + size() + " records in " + folder + " have a label of " + classNames.size()
                    + " or more: name every class, one per line");
        }
        return this;
    }

    static CifarFiles of(List<Path> files, List<String> classNames) throws IOException {
        var lengths = new ArrayList<Long>();
        for (Path file : files) {
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                throw new IOException(
                        "cannot read the CIFAR file " + file + ": check that it is a file and its permissions");
            }
            long length = Files.size(file);
            if (length > 0 && length % CIFAR100_RECORD_BYTES == 0 && length % RECORD_BYTES != 0) {
                throw new IOException(
                        file + " holds records of " + CIFAR100_RECORD_BYTES + " bytes, as those of CIFAR-100, not of "
                                + RECORD_BYTES + ", as those of CIFAR-10: download the CIFAR-10 binary version");
            }
            lengths.add(length);
        }
        var set = new CifarFiles(
                files.stream().map(file -> file.toAbsolutePath().toString()).toList(),
                List.copyOf(lengths),
                classNames);
        if (set.size() == 0) {
            throw new IOException(
                    "no records in " + String.join(", ", set.files()) + ": the files are empty; download them again");
        }
        return set;
    }

    @Override
    public long size() {
        return lengths.stream().mapToLong(CifarFiles::records).sum();
    }

    /** Returns the number of records in a file, including a truncated one at its end. */
    static long records(long bytes) {
        return (bytes + RECORD_BYTES - 1) / RECORD_BYTES;
    }

    /** Names each image after its file and its index there, such as {@code data_batch_1.bin#0}. */
    @Override
    public void visit(Visitor visitor) throws IOException {
        for (int i = 0; i < files.size(); i++) {
            String name = String.valueOf(Path.of(files.get(i)).getFileName());
            try (var file = new RandomAccessFile(files.get(i), "r")) {
                for (long record = 0; record < records(lengths.get(i)); record++) {
                    file.seek(record * RECORD_BYTES);
                    visitor.visit(name + "#" + record, file.read());
                }
            }
        }
    }

    @Override
    public Reader open() throws IOException {
        return new CifarReader(files, lengths);
    }
}
