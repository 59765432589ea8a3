package io.convstream.failure;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;

/** Why something failed, in words: the JDK's exceptions often say only a file name, or nothing without their class. */
public final class Reason {

    private static final String OURS = "io.convstream.";

    private static final long MEGABYTE = 1 << 20;

    /** {@code FileNotFoundException}: the file, and the system's words. */
    private static final Pattern FILE_AND_REASON = Pattern.compile("(.*) \\(([^()]+)\\)");

    /** A class with its package, as {@code Throwable.toString()} puts it before the message. */
    private static final Pattern CLASS_NAME =
            Pattern.compile("(?:\\[?(?:[a-z_][\\w]*\\.){2,}[A-Z][\\w$]*|[A-Z][A-Za-z]*(?:Exception|Error)): ");

    private Reason() {}

    /** Why; always something. */
    public static String of(Throwable failure) {
        return known(failure).orElseGet(() -> withoutClassNames(failure));
    }

    /** What is known of failures that the JDK and the system report; empty if this is none of them. */
    public static Optional<String> known(Throwable failure) {
        if (failure instanceof FileSystemException e) {
            return Optional.of(inFileSystem(e));
        }
        if (failure instanceof OutOfMemoryError e) {
            return Optional.of(outOfMemory(String.valueOf(e.getMessage())));
        }
        if (failure instanceof InvalidPathException e) {
            return Optional.of("the file name '" + e.getInput() + "' cannot be used in this locale (" + e.getReason()
                    + "): set LC_ALL=C.UTF-8");
        }
        if (failure instanceof ClassNotFoundException e
                && String.valueOf(e.getMessage()).startsWith(OURS)) {
            return Optional.of("the state was written by another version of convstream (there is no " + e.getMessage()
                    + " any more): resume it with that version");
        }
        return failure instanceof IOException e ? inIo(e, String.valueOf(e.getMessage())) : Optional.empty();
    }

    private static String inFileSystem(FileSystemException failure) {
        String file = failure.getFile();
        if (failure instanceof NoSuchFileException) {
            return "there is no file " + file;
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied for " + file;
        }
        if (failure instanceof DirectoryNotEmptyException) {
            return "folder " + file + " is not empty";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return file + " exists already";
        }
        if (failure instanceof NotDirectoryException) {
            return file + " is not a folder";
        }
        String reason = String.valueOf(failure.getReason());
        return (file == null ? "" : file + ": ") + system(reason).orElse(reason);
    }

    private static Optional<String> inIo(IOException failure, String message) {
        if (failure instanceof FileNotFoundException) {
            Matcher parts = FILE_AND_REASON.matcher(message);
            if (!parts.matches()) {
                return Optional.empty();
            }
            return parts.group(2).equals("No such file or directory")
                    ? Optional.of("there is no file " + parts.group(1))
                    : system(parts.group(2)).map(reason -> parts.group(1) + ": " + reason);
        }
        if (failure instanceof ZipException) {
            return Optional.of("not a zip file, or damaged (" + message + ")");
        }
        if (failure instanceof EOFException) {
            return Optional.of("it ends too early");
        }
        if (failure instanceof CharacterCodingException) {
            return Optional.of("it is not text in UTF-8 (" + message + ")");
        }
        return inNetwork(failure, message).or(() -> system(message));
    }

    private static Optional<String> inNetwork(IOException failure, String message) {
        if (failure instanceof UnknownHostException) {
            return Optional.of("unknown host " + message.replaceFirst(": .*", "")
                    + ": check the name, and how this machine resolves names (/etc/hosts, DNS)");
        }
        if (failure instanceof BindException) {
            return Optional.of("a port is in use or not allowed (" + message + "): choose another one");
        }
        if (failure instanceof ConnectException || failure instanceof NoRouteToHostException) {
            return Optional.of("no connection" + detail(failure) + ": check the address, and whether the server runs");
        }
        if (failure instanceof SocketTimeoutException || failure instanceof HttpTimeoutException) {
            return Optional.of(
                    "no answer in time" + detail(failure) + ": check the address, and whether the server runs");
        }
        return Optional.empty();
    }

    private static String detail(IOException failure) {
        return failure.getMessage() == null ? "" : " (" + failure.getMessage() + ")";
    }

    /** The system's own words for what files do. */
    private static Optional<String> system(String reason) {
        if (reason.contains("No space left on device")) {
            return Optional.of("the disk is full: make room");
        }
        if (reason.contains("Disk quota exceeded")) {
            return Optional.of("the disk quota is used up: make room");
        }
        if (reason.contains("Too many open files")) {
            return Optional.of("too many open files: raise the limit (ulimit -n)");
        }
        if (reason.contains("Is a directory")) {
            return Optional.of("it is a folder, not a file");
        }
        if (reason.contains("Permission denied")) {
            return Optional.of("permission denied");
        }
        return Optional.empty();
    }

    private static String outOfMemory(String message) {
        if (message.contains("heap space") || message.contains("GC overhead") || message.contains("VM limit")) {
            return "out of memory: Java's heap has "
                    + Runtime.getRuntime().maxMemory() / MEGABYTE
                    + " MB; raise it (CONVSTREAM_JVM_OPTS=-Xmx4g, on a cluster taskmanager.memory.task.heap.size) or "
                    + "choose a smaller --batch-size or --shuffle-buffer";
        }
        if (message.contains("native thread")) {
            return "out of memory: the system starts no more threads; raise its limit (ulimit -u)";
        }
        if (message.contains("Metaspace")) {
            return "out of memory: no room for Java's classes; raise -XX:MaxMetaspaceSize in CONVSTREAM_JVM_OPTS";
        }
        if (message.contains("irect buffer memory")) {
            return "out of memory: no room for direct buffers; raise -XX:MaxDirectMemorySize in CONVSTREAM_JVM_OPTS";
        }
        return "out of memory outside Java's heap: choose a smaller --batch-size or fewer --towers, or give the machine "
                + "more memory (" + message + ")";
    }

    private static String withoutClassNames(Throwable failure) {
        String message = failure.getMessage() == null
                ? ""
                : CLASS_NAME.matcher(failure.getMessage()).replaceAll("");
        return message.isBlank() ? "it failed without a message" : message.strip();
    }
}
