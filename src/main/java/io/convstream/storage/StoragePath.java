package io.convstream.storage;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file or folder on a file system that Flink knows: local, S3, HDFS and others. It prints as users write it: a local one
 * as a plain path, others as a URI.
 *
 * @param uri absolute, with scheme; blanks and other characters of the path are not escaped
 */
public record StoragePath(String uri) implements Serializable {

    /** Writes a file's content. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** A file or folder in a listing. */
    public record Entry(StoragePath path, boolean isFolder, long size, Instant modified) {}

    private static final String LOCAL = "file";

    /**
     * Parses a local path or a URI.
     *
     * @throws IllegalArgumentException in one sentence, if it is neither
     */
    public static StoragePath parse(String text) {
        Matcher uri = LocalPath.URI_FORM.matcher(text);
        return uri.matches() && !uri.group(1).equalsIgnoreCase(LOCAL) ? of(new Path(text)) : of(LocalPath.parse(text));
    }

    /**
     * Returns the path of a local file or folder.
     *
     * @throws IllegalArgumentException if Flink cannot name it
     */
    public static StoragePath of(java.nio.file.Path local) {
        if (File.separatorChar == '/' && local.toString().indexOf('\\') >= 0) {
            throw new IllegalArgumentException(
                    local + " has a backslash in its name, which Flink reads as a slash: choose another name");
        }
        return of(new Path(local.toAbsolutePath().normalize().toUri()));
    }

    /** Returns the path of Flink's path, which must be absolute and have a scheme. */
    public static StoragePath of(Path path) {
        String text = path.getPath().isEmpty() ? path + Path.SEPARATOR : path.toString();
        return new StoragePath(
                text.length() > 1 && text.endsWith("/") && path.getParent() != null
                        ? text.substring(0, text.length() - 1)
                        : text);
    }

    /** Returns Flink's path. */
    public Path toFlink() {
        return new Path(uri);
    }

    public boolean isLocal() {
        return LOCAL.equals(toFlink().toUri().getScheme());
    }

    /**
     * Returns the local path.
     *
     * @throws IllegalStateException if it is not local
     */
    public java.nio.file.Path local() {
        if (!isLocal()) {
            throw new IllegalStateException(uri + " is not a local path");
        }
        return java.nio.file.Path.of(toFlink().getPath());
    }

    /** Returns the path of a child; {@code name} may have several levels, separated by slashes. */
    public StoragePath resolve(String name) {
        return of(new Path(toFlink(), name));
    }

    /** Returns the last part of the path. */
    public String name() {
        return toFlink().getName();
    }

    /** Returns the folder that contains this path; null for a root. */
    public @Nullable StoragePath parent() {
        Path parent = toFlink().getParent();
        return parent == null ? null : of(parent);
    }

    /** Returns whether this path lies in a folder, at any depth. */
    public boolean isBelow(StoragePath folder) {
        return uri.startsWith(folder.uri + Path.SEPARATOR);
    }

    public boolean exists() throws IOException {
        return fileSystem().exists(toFlink());
    }

    public boolean isFolder() throws IOException {
        try {
            return fileSystem().getFileStatus(toFlink()).isDir();
        } catch (FileNotFoundException e) {
            return false;
        }
    }

    /** Returns the size of a file in bytes. */
    public long size() throws IOException {
        return fileSystem().getFileStatus(toFlink()).getLen();
    }

    /** Returns the time of the last change; the epoch if there is no such file. */
    public Instant modified() throws IOException {
        try {
            return Instant.ofEpochMilli(fileSystem().getFileStatus(toFlink()).getModificationTime());
        } catch (FileNotFoundException e) {
            return Instant.EPOCH;
        }
    }

    /** Returns the entries of a folder, sorted by name; none if it does not exist. */
    public List<Entry> list() throws IOException {
        FileStatus[] found;
        try {
            found = fileSystem().listStatus(toFlink());
        } catch (FileNotFoundException e) {
            return List.of();
        }
        List<Entry> entries = new ArrayList<>();
        for (FileStatus status : found == null ? new FileStatus[0] : found) {
            entries.add(new Entry(
                    resolve(status.getPath().getName()),
                    status.isDir(),
                    status.getLen(),
                    Instant.ofEpochMilli(status.getModificationTime())));
        }
        entries.sort(Comparator.comparing(entry -> entry.path().uri()));
        return entries;
    }

    /** Returns the files below a folder, at any depth; none if it does not exist. */
    public List<Entry> filesBelow() throws IOException {
        List<Entry> files = new ArrayList<>();
        for (Entry entry : list()) {
            if (entry.isFolder()) {
                files.addAll(entry.path().filesBelow());
            } else {
                files.add(entry);
            }
        }
        return files;
    }

    /** Opens a file, which can be read from any position. */
    public FSDataInputStream open() throws IOException {
        return fileSystem().open(toFlink());
    }

    /** Opens a UTF-8 text file. */
    public BufferedReader newReader() throws IOException {
        return new BufferedReader(new InputStreamReader(open(), StandardCharsets.UTF_8));
    }

    /** Creates a local folder, with those above it. Other file systems create folders with the files in them. */
    public void createFolder() throws IOException {
        if (isLocal()) {
            Files.createDirectories(local());
        }
    }

    /** As {@link #createFolder}, but returns false if the folder exists. */
    public boolean createNewFolder() throws IOException {
        if (!isLocal()) {
            return !exists();
        }
        Files.createDirectories(local().toAbsolutePath().getParent());
        try {
            Files.createDirectory(local());
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /**
     * Replaces a file and creates its folder: readers see either the complete old file or the complete new one.
     *
     * @throws IOException with the path, if it cannot be written; the old file is then unchanged
     */
    public void replace(Content content) throws IOException {
        if (isLocal()) {
            java.nio.file.Path file = local();
            Files.createDirectories(file.toAbsolutePath().getParent());
            AtomicFile.replace(file, temporary -> {
                try (OutputStream out = Files.newOutputStream(temporary)) {
                    content.writeTo(out);
                }
            });
        } else {
            RemoteFile.replace(this, content);
        }
    }

    /** Deletes a file or an empty folder, if it exists. */
    public void delete() throws IOException {
        delete(false);
    }

    /** Deletes a file or a folder with its content, if it exists. */
    public void deleteAll() throws IOException {
        delete(true);
    }

    private void delete(boolean recursive) throws IOException {
        try {
            if (exists() && !fileSystem().delete(toFlink(), recursive)) {
                throw new IOException("cannot delete " + this);
            }
        } catch (FileNotFoundException e) {
            // deleted by another process
        }
    }

    /** Returns a local copy, which {@link LocalCopy#close} deletes; a local file itself is not copied. */
    public LocalCopy localCopy() throws IOException {
        return LocalCopy.of(this);
    }

    /** Writes the content of a file to a stream. */
    public void copyTo(OutputStream out) throws IOException {
        try (InputStream in = open()) {
            in.transferTo(out);
        }
    }

    FileSystem fileSystem() throws IOException {
        return toFlink().getFileSystem();
    }

    @Override
    public String toString() {
        return isLocal() ? local().toString() : uri;
    }
}
