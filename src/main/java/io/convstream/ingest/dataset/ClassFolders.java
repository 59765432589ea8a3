package io.convstream.ingest.dataset;

import io.convstream.failure.Reason;
import io.convstream.image.Origin;
import io.convstream.image.RecordFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Image files in one folder for each class, ordered by class and name, so the order is the same on every machine. Files
 * in folders below a class folder belong to that class. The names travel with the job: a file that disappears later is a
 * bad record and moves no other.
 *
 * @param folder holds the class folders
 * @param sizes the number of images of each class, by label
 * @param files their paths in the folder of their class, with slashes, class after class
 */
record ClassFolders(String folder, List<String> classNames, List<Integer> sizes, PackedFileNames files)
        implements NamedImages {

    /** More of a file is not read: no image is that large, and one must not take all memory. */
    private static final int MAX_BYTES = 32 << 20;

    /** The classes of all parts, in label order: a label means the same in each part. */
    static List<String> classNames(List<ClassListing> parts) {
        Set<String> names = new TreeSet<>();
        parts.forEach(part -> names.addAll(part.images().keySet()));
        boolean cifar10 = names.equals(new HashSet<>(CifarFiles.CIFAR10_NAMES));
        return cifar10 ? CifarFiles.CIFAR10_NAMES : List.copyOf(names);
    }

    static ClassFolders of(ClassListing listing, List<String> classNames) {
        List<List<String>> images = classNames.stream()
                .map(name -> listing.images().getOrDefault(name, List.of()))
                .toList();
        return new ClassFolders(
                listing.folder().toAbsolutePath().toString(),
                classNames,
                images.stream().map(List::size).toList(),
                PackedFileNames.of(images.stream().flatMap(List::stream).toList()));
    }

    @Override
    public long size() {
        return sizes.stream().mapToLong(Integer::longValue).sum();
    }

    @Override
    public int classesFound() {
        return (int) sizes.stream().filter(size -> size > 0).count();
    }

    @Override
    public void visit(Visitor visitor) {
        images().forEach(image -> visitor.image(image.name(), image.label()));
    }

    private List<Image> images() {
        Iterator<String> names = files.names().iterator();
        var images = new ArrayList<Image>();
        for (int label = 0; label < sizes.size(); label++) {
            for (int i = 0; i < sizes.get(label); i++) {
                images.add(new Image(label, classNames.get(label) + "/" + names.next()));
            }
        }
        return images;
    }

    @Override
    public Reader open() throws IOException {
        Path root = Path.of(folder);
        if (!Files.isDirectory(root)) {
            throw new IOException("there is no folder " + root + " to read images from: put it back, and on a cluster"
                    + " see that every machine has it");
        }
        List<Image> images = images();
        return new Reader() {
            @Override
            public Entry read(long position) throws IOException {
                Image image = images.get(Math.toIntExact(position));
                Path file = root.resolve(image.name());
                Origin origin = new Origin(file.toString(), -1, 0, -1);
                try (InputStream in = Files.newInputStream(file)) {
                    return new Entry(RecordFormat.ENCODED, in.readNBytes(MAX_BYTES), image.label(), origin);
                } catch (IOException e) {
                    if (!Files.isDirectory(root)) {
                        throw new IOException(
                                "cannot read " + file + ": the folder " + root + " of all images has gone", e);
                    }
                    byte[] reason = ("cannot read " + file + ": " + Reason.of(e)).getBytes(StandardCharsets.UTF_8);
                    return new Entry(RecordFormat.UNREADABLE, reason, image.label(), origin);
                }
            }

            @Override
            public void close() {}
        };
    }

    /** @param name the class and the path in its folder, with slashes */
    private record Image(int label, String name) {}
}
