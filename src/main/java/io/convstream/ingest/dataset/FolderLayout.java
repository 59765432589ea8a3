package io.convstream.ingest.dataset;

import io.convstream.image.ImageSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds how a folder of images is divided: a folder for training and one for evaluation with class folders in both, or
 * class folders alone. A folder is a part only if it holds folders, so a class may have the name of a part.
 */
public final class FolderLayout {

    private static final String TRAIN = "train";

    /** Folders of images for evaluation; the first that is there counts. */
    private static final List<String> HELD_OUT = List.of("val", "valid", "validation", "test");

    private final Path root;
    private final IgnoredFiles ignored;

    private FolderLayout(Path root) {
        this.root = root;
        ignored = new IgnoredFiles(root);
    }

    /**
     * The images of a folder with parts.
     *
     * @return empty if the folder has no part with images
     * @throws IOException with the path, if a folder cannot be listed or images for training lie in no class folder
     */
    public static Optional<Dataset> split(Path root) throws IOException {
        var folders = new FolderLayout(root);
        List<Path> found = ImageFileLister.foldersIn(root, folders.ignored);
        Optional<Path> train = named(found, TRAIN);
        if (train.isPresent() && !hasFolders(train.get())) {
            throw new IOException(train.get() + " holds no folders: images for training need a folder for each class");
        }
        Optional<Path> heldOut = HELD_OUT.stream()
                .flatMap(name -> named(found, name).stream())
                .filter(FolderLayout::hasFolders)
                .findFirst();
        List<Path> parts = Stream.of(train, heldOut).flatMap(Optional::stream).toList();
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        found.stream()
                .filter(folder -> !parts.contains(folder))
                .forEach(folder -> folders.ignored.add(IgnoredFiles.Reason.OTHER_FOLDER, folder));
        ImageFileLister.ignoreFilesIn(root, folders.ignored);
        Optional<ClassListing> trainImages = folders.listing(train);
        Optional<ClassListing> heldOutImages = folders.listing(heldOut);
        List<String> classNames = ClassFolders.classNames(
                Stream.of(trainImages, heldOutImages).flatMap(Optional::stream).toList());
        return classNames.isEmpty()
                ? Optional.empty()
                : Optional.of(folders.data(
                        trainImages.map(images -> ClassFolders.of(images, classNames)),
                        heldOutImages.map(images -> ClassFolders.of(images, classNames))));
    }

    /**
     * The images of a folder of class folders.
     *
     * @return empty if no image lies in a class folder there
     */
    public static Optional<Dataset> unsplit(Path root) throws IOException {
        var folders = new FolderLayout(root);
        ClassListing listing = ClassListing.of(root, folders.ignored);
        if (listing.isEmpty()) {
            return Optional.empty();
        }
        Optional<ImageSet> all = Optional.of(ClassFolders.of(listing, ClassFolders.classNames(List.of(listing))));
        return Optional.of(folders.data(all, all));
    }

    /** What a folder holds beside images, for a sentence that says why it cannot be used; perhaps empty. */
    public static IgnoredFiles ignoredIn(Path root) throws IOException {
        var ignored = new IgnoredFiles(root);
        for (Path folder : ImageFileLister.foldersIn(root, ignored)) {
            ImageFileLister.below(folder, ignored);
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
            return true; // the listing says what is wrong
        }
    }

    /** A part without images is none. */
    private Optional<ClassListing> listing(Optional<Path> part) throws IOException {
        return part.isEmpty()
                ? Optional.empty()
                : Optional.of(ClassListing.of(part.get(), ignored)).filter(listing -> !listing.isEmpty());
    }

    private Dataset data(Optional<ImageSet> train, Optional<ImageSet> heldOut) {
        return new Dataset(
                "image folder " + root,
                root.toAbsolutePath().normalize().toString(),
                ignored.isEmpty() ? List.of() : List.of("Ignored in " + root + ": " + ignored),
                train,
                heldOut);
    }
}
