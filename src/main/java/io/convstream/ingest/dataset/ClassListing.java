package io.convstream.ingest.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The folder of each class in a folder, with its images. A class folder without images is no class.
 *
 * @param images paths relative to the class folder, by class
 */
record ClassListing(Path folder, SortedMap<String, List<String>> images) {

    /** Lists a folder; {@code ignored} counts what is no image of a class. */
    static ClassListing of(Path folder, IgnoredFiles ignored) throws IOException {
        SortedMap<String, List<String>> images = new TreeMap<>();
        for (Path classFolder : ImageFileLister.foldersIn(folder, ignored)) {
            List<String> names = ImageFileLister.below(classFolder, ignored);
            if (names.isEmpty()) {
                ignored.add(IgnoredFiles.Reason.NO_IMAGES, classFolder);
            } else {
                images.put(String.valueOf(classFolder.getFileName()), names);
            }
        }
        ImageFileLister.ignoreFilesIn(folder, ignored);
        return new ClassListing(folder, images);
    }

    boolean isEmpty() {
        return images.isEmpty();
    }
}
