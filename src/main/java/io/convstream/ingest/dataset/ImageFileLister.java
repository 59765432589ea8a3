package io.convstream.ingest.dataset;

import io.convstream.failure.Reason;
import io.convstream.image.ImageFormat;
import io.convstream.ingest.download.ArchiveMarker;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Visitor that lists the image files below a folder, at any depth. It follows links and ignores hidden files and folders. */
public final class ImageFileLister extends SimpleFileVisitor<Path> {

    /** Names of system files and folders to ignore, in addition to names that begin with a dot; in lower case. */
    private static final Set<String> SYSTEM_FILES = Set.of(
            "__macosx",
            "@eadir",
            "thumbs.db",
            "desktop.ini",
            "lost+found",
            "$recycle.bin",
            "system volume information");

    private final Path folder;
    private final IgnoredFiles ignored;
    private final List<String> names = new ArrayList<>();

    private ImageFileLister(Path folder, IgnoredFiles ignored) {
        this.folder = folder;
        this.ignored = ignored;
    }

    /**
     * Lists the image files below a folder.
     *
     * @param ignored counts all other files
     * @return paths relative to the folder, with slashes, sorted: the same on every machine
     * @throws IOException with the path, if a folder cannot be listed
     */
    static List<String> list(Path folder, IgnoredFiles ignored) throws IOException {
        var files = new ImageFileLister(folder, ignored);
        Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, files);
        Collections.sort(files.names);
        return files.names;
    }

    /** Lists the folders in a folder, sorted; {@code ignored} counts hidden ones. */
    public static List<Path> foldersIn(Path folder, IgnoredFiles ignored) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory)
                    .filter(entry -> !isHidden(entry, ignored))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    /** Counts the files in a folder of class folders: they belong to no class. */
    static void ignoreFilesIn(Path folder, IgnoredFiles ignored) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            entries.filter(entry -> !Files.isDirectory(entry))
                    .sorted()
                    .filter(entry -> !isHidden(entry, ignored))
                    .forEach(entry -> ignored.add(
                            Files.exists(entry) ? IgnoredFiles.Reason.OUTSIDE : IgnoredFiles.Reason.DANGLING, entry));
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static boolean isHidden(Path entry, IgnoredFiles ignored) {
        String name = String.valueOf(entry.getFileName());
        boolean hidden = name.startsWith(".") || SYSTEM_FILES.contains(name.toLowerCase(Locale.ROOT));
        if (hidden && !name.equals(ArchiveMarker.NAME)) {
            ignored.add(IgnoredFiles.Reason.HIDDEN, entry);
        }
        return hidden;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path entered, BasicFileAttributes attributes) {
        return !entered.equals(folder) && isHidden(entered, ignored)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        String name = String.valueOf(file.getFileName());
        if (isHidden(file, ignored)) {
            return FileVisitResult.CONTINUE;
        } else if (attributes.isSymbolicLink()) { // links are followed: this one is dangling
            ignored.add(IgnoredFiles.Reason.DANGLING, file);
        } else if (!attributes.isRegularFile()) {
            ignored.add(IgnoredFiles.Reason.SPECIAL, file);
        } else if (!ImageFormat.isImageName(name)) {
            ignored.addSuffix(ImageFormat.suffix(name));
        } else {
            names.add(folder.relativize(file).toString().replace(File.separatorChar, '/'));
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
        if (failure instanceof FileSystemLoopException) {
            ignored.add(IgnoredFiles.Reason.LOOP, file);
        } else if (!(failure instanceof NoSuchFileException)) { // deleted while it was listed
            throw unreadable(file, failure);
        }
        return FileVisitResult.CONTINUE;
    }

    private static IOException unreadable(Path folder, IOException cause) {
        return new IOException(
                "cannot list the images in " + folder + ": check its permissions (" + Reason.of(cause) + ")", cause);
    }
}
