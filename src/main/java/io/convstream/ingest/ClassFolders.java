package io.convstream.ingest;

import io.convstream.image.Origin;
import io.convstream.image.PictureSet;
import io.convstream.image.RecordFormat;
import io.convstream.image.SplitMix;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * JPEG and PNG files in one folder for each class, ordered by class and name, so the order is the same on every machine.
 * The files are listed again where the set is opened (a list of 50,000 would weigh too much in a job); a fingerprint
 * finds out if they are others by then.
 *
 * @param folder holds the class folders
 * @param fingerprint of the classes and file names in their order
 */
record ClassFolders(String folder, List<String> classNames, long size, long fingerprint) implements PictureSet {

    private static final String TRAIN = "train";
    private static final String HELD_OUT = "test";

    /** More of a file is not read: no picture is that large, and one must not take all memory. */
    private static final int MAX_BYTES = 32 << 20;

    static boolean hasTrain(Path root) {
        return Files.isDirectory(root.resolve(TRAIN));
    }

    static boolean hasHeldOut(Path root) {
        return Files.isDirectory(root.resolve(HELD_OUT));
    }

    static ClassFolders train(Path root) throws IOException {
        return of(root.resolve(TRAIN), classNames(root));
    }

    static ClassFolders heldOut(Path root) throws IOException {
        return of(root.resolve(HELD_OUT), classNames(root));
    }

    /** Both parts have the classes of either, so that a label means the same in both. */
    private static List<String> classNames(Path root) throws IOException {
        var names = new TreeSet<String>();
        for (String part : List.of(TRAIN, HELD_OUT)) {
            Path folder = root.resolve(part);
            if (Files.isDirectory(folder)) {
                try (Stream<Path> entries = Files.list(folder)) {
                    entries.filter(Files::isDirectory)
                            .map(entry -> entry.getFileName().toString())
                            .filter(name -> !name.startsWith("."))
                            .forEach(names::add);
                }
            }
        }
        boolean cifar10 = names.equals(new HashSet<>(CifarFiles.CIFAR10_NAMES));
        return cifar10 ? CifarFiles.CIFAR10_NAMES : List.copyOf(names);
    }

    private static ClassFolders of(Path folder, List<String> classNames) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new FileNotFoundException(
                    "there is no folder " + folder + ": it should hold a folder of pictures for each class");
        }
        List<Picture> pictures = list(folder, classNames);
        if (pictures.isEmpty()) {
            throw new IOException("no pictures in " + folder
                    + ": it should hold a folder for each class with .jpg, .jpeg or .png files in it");
        }
        return new ClassFolders(folder.toAbsolutePath().toString(), classNames, pictures.size(), fingerprint(pictures));
    }

    private static List<Picture> list(Path folder, List<String> classNames) throws IOException {
        var pictures = new ArrayList<Picture>();
        for (int label = 0; label < classNames.size(); label++) {
            Path classFolder = folder.resolve(classNames.get(label));
            if (Files.isDirectory(classFolder)) {
                try (Stream<Path> entries = Files.list(classFolder)) {
                    int ofClass = label;
                    entries.map(entry -> entry.getFileName().toString())
                            .filter(ClassFolders::isPicture)
                            .sorted()
                            .forEach(name -> pictures.add(new Picture(ofClass, classFolder, name)));
                }
            }
        }
        return pictures;
    }

    private static boolean isPicture(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && Stream.of(".png", ".jpg", ".jpeg").anyMatch(lower::endsWith);
    }

    private static long fingerprint(List<Picture> pictures) {
        long print = 0;
        for (Picture picture : pictures) {
            print = SplitMix.mix(
                    SplitMix.mix(print, picture.label()), picture.name().hashCode());
        }
        return print;
    }

    @Override
    public Reader open() throws IOException {
        List<Picture> pictures = list(Path.of(folder), classNames);
        if (pictures.size() != size || fingerprint(pictures) != fingerprint) {
            throw new IOException("the files in " + folder + " are not those of when the job was made (" + size
                    + " then, " + pictures.size() + " now): put them back or start a new job");
        }
        return new Reader() {
            @Override
            public Entry read(long position) throws IOException {
                Picture picture = pictures.get(Math.toIntExact(position));
                Path file = picture.folder().resolve(picture.name());
                try (InputStream in = Files.newInputStream(file)) {
                    byte[] content = in.readNBytes(MAX_BYTES);
                    return new Entry(
                            RecordFormat.ENCODED, content, picture.label(), new Origin(file.toString(), -1, 0, -1));
                } catch (IOException e) {
                    throw new IOException("cannot read the picture " + file + ": " + e, e);
                }
            }

            @Override
            public void close() {}
        };
    }

    private record Picture(int label, Path folder, String name) {}
}
