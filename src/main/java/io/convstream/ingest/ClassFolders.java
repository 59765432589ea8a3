package io.convstream.ingest;

import io.convstream.image.Origin;
import io.convstream.image.PictureSet;
import io.convstream.image.RecordFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * JPEG and PNG files in one folder a class. Classes are numbered by name (CIFAR-10's names by their official labels,
 * which is the same order) and files are sorted, so the numbers are the same on every machine.
 */
public final class ClassFolders implements PictureSet {

    private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg");

    private final String folder;
    private final String[] classes;
    private final String[][] files;

    /** @throws IOException where the folder has no class folder with pictures in it */
    ClassFolders(Path folder) throws IOException {
        this.folder = folder.toString();
        List<String> names = new ArrayList<>();
        List<String[]> pictures = new ArrayList<>();
        for (Path classFolder : sorted(folder)) {
            if (Files.isDirectory(classFolder)) {
                String[] found = sorted(classFolder).stream()
                        .map(file -> file.getFileName().toString())
                        .filter(ClassFolders::isPicture)
                        .toArray(String[]::new);
                names.add(classFolder.getFileName().toString());
                pictures.add(found);
            }
        }
        classes = names.toArray(String[]::new);
        files = pictures.toArray(String[][]::new);
        if (size() == 0) {
            throw new IOException(
                    folder + " holds no pictures: it needs one folder a class with .png, .jpg or .jpeg files in it");
        }
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw new IOException(folder + " cannot be listed: " + e.getMessage(), e);
        }
    }

    private static boolean isPicture(String name) {
        return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    @Override
    public List<String> classNames() {
        return List.of(classes);
    }

    @Override
    public long size() {
        long size = 0;
        for (String[] pictures : files) {
            size += pictures.length;
        }
        return size;
    }

    @Override
    public Reader open() {
        return new Reader() {
            @Override
            public Entry read(long position) throws IOException {
                int label = 0;
                long within = position;
                while (within >= files[label].length) {
                    within -= files[label].length;
                    label++;
                }
                Path file = Path.of(folder, classes[label], files[label][(int) within]);
                Origin origin = new Origin(file.toString(), -1, within, -1);
                return new Entry(RecordFormat.ENCODED, Files.readAllBytes(file), label, origin);
            }

            @Override
            public void close() {}
        };
    }
}
