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

/** Readable reasons of exceptions: the JDK's messages are often only a file name, or meaningless without their class. */
public final class Reason {

    private static final String PACKAGE = "io.convstream.";

    private static final long MEBIBYTE = 1 << 20;

    /** Message of {@code FileNotFoundException}: file and system error. */
    private static final Pattern FILE_AND_REASON = Pattern.compile("(.*) \\(([^()]+)\\)");

    /** Class name before a message, as in {@code Throwable.toString()}. */
    private static final Pattern CLASS_NAME =
            Pattern.compile("(?:\\[?(?:[a-z_][\\w]*\\.){2,}[A-Z][\\w$]*|[A-Z][A-Za-z]*(?:Exception|Error)): ");

    private Reason() {}

    /** Returns the reason; never empty. */
    public static String of(Throwable failure) {
        return known(failure).orElseGet(() -> withoutClassNames(failure));
    }

    /** Returns the reason of a known failure of the JDK or the system; empty if the failure is none of these. */
    public static Optional<String> known(Throwable failure) {
        if (failure instanceof FileSystemException e) {
            return Optional.of(ofFileSystem(e));
        }
        if (failure instanceof OutOfMemoryError e) {
            return Optional.of(outOfMemory(String.valueOf(e.getMessage())));
        }
        if (failure instanceof InvalidPathException e) {
            return Optional.of("the file name '" + e.getInput() + "' cannot be used in this locale (" + e.getReason()
                    + "): set LC_ALL=C.UTF-8");
        }
        if (failure instanceof ClassNotFoundException e
                && String.valueOf(e.getMessage()).startsWith(PACKAGE)) {
            return Optional.of("the state was written by another version of convstream (there is no " + e.getMessage()
                    + "): resume it with that version");
        }
        return failure instanceof IOException e ? ofIo(e, String.valueOf(e.getMessage())) : Optional.empty();
    }

    private static String ofFileSystem(FileSystemException failure) {
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

    private static Optional<String> ofIo(IOException failure, String message) {
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
        return ofNetwork(failure, message).or(() -> system(message));
    }

    private static Optional<String> ofNetwork(IOException failure, String message) {
        if (failure instanceof UnknownHostException) {
            return Optional.of("unknown host " + message.replaceFirst(": .*", "")
                    + ": check the name, and the name resolution of this machine (/etc/hosts, DNS)");
        }
        if (failure instanceof BindException) {
            return Optional.of("a port is in use or not allowed (" + message + "): choose another port");
        }
        if (failure instanceof ConnectException || failure instanceof NoRouteToHostException) {
            return Optional.of(
                    "no connection" + detail(failure) + ": check the address, and that the server is running");
        }
        if (failure instanceof SocketTimeoutException || failure instanceof HttpTimeoutException) {
            return Optional.of(
                    "no answer in time" + detail(failure) + ": check the address, and that the server is running");
        }
        return Optional.empty();
    }

    private static String detail(IOException failure) {
        return failure.getMessage() == null ? "" : " (" + failure.getMessage() + ")";
    }

    /** Explains a system error in a message. */
    private static Optional<String> system(String reason) {
        if (reason.contains("No space left on device")) {
            return Optional.of("the disk is full: free some space");
        }
        if (reason.contains("Disk quota exceeded")) {
            return Optional.of("the disk quota is used up: free some space");
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
                    + Runtime.getRuntime().maxMemory() / MEBIBYTE
                    + " MB; raise it (CONVSTREAM_JVM_OPTS=-Xmx4g, on a cluster taskmanager.memory.task.heap.size) or "
                    + "choose a smaller --batch-size or --shuffle-buffer";
        }
        if (message.contains("native thread")) {
            return "out of memory: the system cannot start more threads; raise its limit (ulimit -u)";
        }
        if (message.contains("Metaspace")) {
            return "out of memory: Java's metaspace is full; raise -XX:MaxMetaspaceSize in CONVSTREAM_JVM_OPTS";
        }
        if (message.contains("irect buffer memory")) {
            return "out of memory: direct buffer memory is full; raise -XX:MaxDirectMemorySize in CONVSTREAM_JVM_OPTS";
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
