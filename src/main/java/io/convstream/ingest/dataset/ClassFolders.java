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
 * Image set of files in one folder per class, at any depth, ordered by class and name: the order is the same on every
 * machine. File names are serialized with the job, so that a file that is deleted later becomes a bad record and shifts no
 * other.
 *
 * @param folder the folder of the class folders, an absolute path
 * @param classNames in label order
 * @param sizes the number of images of each class, in label order
 * @param files paths relative to the class folder, with slashes, class after class
 */
record ClassFolders(String folder, List<String> classNames, List<Integer> sizes, PackedFileNames files)
        implements NamedImages {

    /** Limit of what is read of a file, larger than any image that is accepted. */
    private static final int MAX_BYTES = 32 << 20;

    /** Returns the classes of all splits in label order, so that labels agree between them; the order of CIFAR-10 for its names. */
    static List<String> classNames(List<ClassListing> splits) {
        Set<String> names = new TreeSet<>();
        splits.forEach(split -> names.addAll(split.images().keySet()));
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
        images().forEach(image -> visitor.visit(image.name(), image.label()));
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
            throw new IOException("there is no folder " + root + " to read images from: restore it, and on a cluster"
                    + " make it available on every machine");
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
                                "cannot read " + file + ": the folder " + root + " of all images no longer exists", e);
                    }
                    byte[] reason = ("cannot read " + file + ": " + Reason.of(e)).getBytes(StandardCharsets.UTF_8);
                    return new Entry(RecordFormat.UNREADABLE, reason, image.label(), origin);
                }
            }

            @Override
            public void close() {}
        };
    }

    /** @param name class name and path in the class folder, with slashes */
    private record Image(int label, String name) {}
}
