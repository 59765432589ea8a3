package io.convstream.ingest.dataset;

import io.convstream.image.ImageSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Layout of an image folder: split into {@code train} and one of {@code val}, {@code valid}, {@code validation} and
 * {@code test}, each with class folders, or unsplit class folders. A split must hold folders, so that a class may have the
 * name of a split.
 */
public final class FolderLayout {

    private static final String TRAIN = "train";

    /** Names of held-out splits, in order of preference. */
    private static final List<String> HELD_OUT = List.of("val", "valid", "validation", "test");

    private final Path root;
    private final IgnoredFiles ignored;

    private FolderLayout(Path root) {
        this.root = root;
        ignored = new IgnoredFiles(root);
    }

    /**
     * Returns the data set of a folder with splits.
     *
     * @return empty if the folder has no split with images
     * @throws IOException with the path, if a folder cannot be listed or images for training lie in no class folder
     */
    public static Optional<Dataset> split(Path root) throws IOException {
        var layout = new FolderLayout(root);
        List<Path> found = ImageFileLister.foldersIn(root, layout.ignored);
        Optional<Path> train = named(found, TRAIN);
        if (train.isPresent() && !hasFolders(train.get())) {
            throw new IOException(
                    train.get() + " holds no folders: put the training images into a folder for each class");
        }
        Optional<Path> heldOut = HELD_OUT.stream()
                .flatMap(name -> named(found, name).stream())
                .filter(FolderLayout::hasFolders)
                .findFirst();
        List<Path> splits = Stream.of(train, heldOut).flatMap(Optional::stream).toList();
        if (splits.isEmpty()) {
            return Optional.empty();
        }
        found.stream()
                .filter(folder -> !splits.contains(folder))
                .forEach(folder -> layout.ignored.add(IgnoredFiles.Reason.OTHER_FOLDER, folder));
        ImageFileLister.ignoreFilesIn(root, layout.ignored);
        Optional<ClassListing> trainImages = layout.listing(train);
        Optional<ClassListing> heldOutImages = layout.listing(heldOut);
        List<String> classNames = ClassFolders.classNames(
                Stream.of(trainImages, heldOutImages).flatMap(Optional::stream).toList());
        return classNames.isEmpty()
                ? Optional.empty()
                : Optional.of(layout.dataset(
                        trainImages.map(images -> ClassFolders.of(images, classNames)),
                        heldOutImages.map(images -> ClassFolders.of(images, classNames))));
    }

    /**
     * Returns the data set of a folder of class folders.
     *
     * @return empty if no class folder holds an image
     */
    public static Optional<Dataset> unsplit(Path root) throws IOException {
        var layout = new FolderLayout(root);
        ClassListing listing = ClassListing.of(root, layout.ignored);
        if (listing.isEmpty()) {
            return Optional.empty();
        }
        Optional<ImageSet> all = Optional.of(ClassFolders.of(listing, ClassFolders.classNames(List.of(listing))));
        return Optional.of(layout.dataset(all, all));
    }

    /** Counts the ignored files of a folder without images, for the error message. */
    public static IgnoredFiles ignoredIn(Path root) throws IOException {
        var ignored = new IgnoredFiles(root);
        for (Path folder : ImageFileLister.foldersIn(root, ignored)) {
            ImageFileLister.list(folder, ignored);
        }
        ImageFileLister.ignoreFilesIn(root, ignored);
        return ignored;
    }

    private static Optional<Path> named(List<Path> folders, String name) {
        return folders.stream()
                .filter(folder -> name.equalsIgnoreCase(String.valueOf(folder.getFileName())))
                .findFirst();
    }

    private static boolean hasFolders(Path folder) {
        try {
            return !ImageFileLister.foldersIn(folder, new IgnoredFiles(folder)).isEmpty();
        } catch (IOException e) {
            return true; // the listing fails with a message
        }
    }

    /** Lists a split; returns empty if it holds no images. */
    private Optional<ClassListing> listing(Optional<Path> split) throws IOException {
        return split.isEmpty()
                ? Optional.empty()
                : Optional.of(ClassListing.of(split.get(), ignored)).filter(listing -> !listing.isEmpty());
    }

    private Dataset dataset(Optional<ImageSet> train, Optional<ImageSet> heldOut) {
        return new Dataset(
                "image folder " + root,
                root.toAbsolutePath().normalize().toString(),
                ignored.isEmpty() ? List.of() : List.of("Ignored in " + root + ": " + ignored),
                train,
                heldOut);
    }
}
