package io.convstream.ingest;

import io.convstream.failure.Reason;
import io.convstream.image.Origin;
import io.convstream.image.RecordFormat;
import io.convstream.image.SplitMix;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Image files in one folder for each class, ordered by class and name, so the order is the same on every machine. Files
 * in folders below a class folder belong to that class. The files are listed again when the set is opened (a list of
 * 50,000 would weigh too much in a job); a fingerprint finds out if they are others by then.
 *
 * @param folder holds the class folders
 * @param sizes the number of images of each class, by label
 * @param fingerprint of the classes and file names in their order
 */
record ClassFolders(String folder, List<String> classNames, List<Integer> sizes, long fingerprint)
        implements NamedPictures {

    /** More of a file is not read: no picture is that large, and one must not take all memory. */
    private static final int MAX_BYTES = 32 << 20;

    /** The classes of all parts, in label order: a label means the same in each part. */
    static List<String> classNames(List<ClassListing> parts) {
        Set<String> names = new TreeSet<>();
        parts.forEach(part -> names.addAll(part.images().keySet()));
        boolean cifar10 = names.equals(new HashSet<>(CifarFiles.CIFAR10_NAMES));
        return cifar10 ? CifarFiles.CIFAR10_NAMES : List.copyOf(names);
    }

    static ClassFolders of(ClassListing listing, List<String> classNames) {
        List<Picture> pictures = pictures(listing, classNames);
        return new ClassFolders(
                listing.folder().toAbsolutePath().toString(),
                classNames,
                classNames.stream()
                        .map(name ->
                                listing.images().getOrDefault(name, List.of()).size())
                        .toList(),
                fingerprint(pictures));
    }

    private static List<Picture> pictures(ClassListing listing, List<String> classNames) {
        var pictures = new ArrayList<Picture>();
        for (int label = 0; label < classNames.size(); label++) {
            String name = classNames.get(label);
            for (String image : listing.images().getOrDefault(name, List.of())) {
                pictures.add(new Picture(label, name + "/" + image));
            }
        }
        return pictures;
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
    public long size() {
        return sizes.stream().mapToLong(Integer::longValue).sum();
    }

    @Override
    public int classesFound() {
        return (int) sizes.stream().filter(size -> size > 0).count();
    }

    @Override
    public void visit(Visitor visitor) throws IOException {
        pictures().forEach(picture -> visitor.image(picture.name(), picture.label()));
    }

    private List<Picture> pictures() throws IOException {
        Path root = Path.of(folder);
        List<Picture> pictures = pictures(ClassListing.of(root, new Ignored(root)), classNames);
        if (pictures.size() != size() || fingerprint(pictures) != fingerprint) {
            throw new IOException("the files in " + folder + " are not those of when the job was made (" + size()
                    + " then, " + pictures.size() + " now): put them back or start a new job");
        }
        return pictures;
    }

    @Override
    public Reader open() throws IOException {
        Path root = Path.of(folder);
        List<Picture> pictures = pictures();
        return new Reader() {
            @Override
            public Entry read(long position) throws IOException {
                Picture picture = pictures.get(Math.toIntExact(position));
                Path file = root.resolve(picture.name());
                Origin origin = new Origin(file.toString(), -1, 0, -1);
                try (InputStream in = Files.newInputStream(file)) {
                    return new Entry(RecordFormat.ENCODED, in.readNBytes(MAX_BYTES), picture.label(), origin);
                } catch (IOException e) {
                    if (!Files.isDirectory(root)) {
                        throw new IOException(
                                "cannot read " + file + ": the folder " + root + " of all images has gone", e);
                    }
                    byte[] reason = ("cannot read " + file + ": " + Reason.of(e)).getBytes(StandardCharsets.UTF_8);
                    return new Entry(RecordFormat.UNREADABLE, reason, picture.label(), origin);
                }
            }

            @Override
            public void close() {}
        };
    }

    /** @param name the class and the path in its folder, with slashes */
    private record Picture(int label, String name) {}
}
