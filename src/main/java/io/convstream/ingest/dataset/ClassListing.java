package io.convstream.ingest.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Listing of the images in class folders. A class folder without images is not a class.
 *
 * @param folder the folder of the class folders
 * @param images paths relative to the class folder, by class
 */
record ClassListing(Path folder, SortedMap<String, List<String>> images) {

    /** Lists a folder; {@code ignored} counts everything that is no image of a class. */
    static ClassListing of(Path folder, IgnoredFiles ignored) throws IOException {
        SortedMap<String, List<String>> images = new TreeMap<>();
        for (Path classFolder : ImageFileLister.foldersIn(folder, ignored)) {
            List<String> names = ImageFileLister.list(classFolder, ignored);
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
