package io.convstream.failure;

import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.flink.util.SerializedThrowable;
import picocli.CommandLine.ExitCode;

/**
 * Message and exit code of a failed command.
 *
 * <p>The message is the outermost one that convstream itself wrote, which names the file and what to do; exceptions of
 * Flink and the JDK wrap it and are wrapped by it.
 *
 * @param sentence the message for the user
 * @param exitCode 2 for wrong usage, 1 for any other failure
 */
public record Failure(String sentence, int exitCode) {

    private static final String PACKAGE = "io.convstream.";

    private static final String BUG =
            "This is a bug in convstream: run the command again with --stacktrace and report it";

    /** Returns message and exit code for an exception. */
    public static Failure of(Throwable thrown) {
        List<Throwable> chain = chain(thrown);
        Throwable innermost = chain.get(chain.size() - 1);
        boolean usage = chain.stream().anyMatch(UsageException.class::isInstance);
        String sentence = chain.stream()
                .filter(Failure::isOwnMessage)
                .findFirst()
                .map(own -> String.valueOf(own.getMessage()))
                .or(() -> innermostKnown(chain))
                .orElseGet(() -> isBug(innermost)
                        ? Reason.of(innermost) + place(innermost) + ". " + BUG
                        : Reason.of(innermost) + " (--stacktrace shows where)");
        return new Failure(sentence, usage ? ExitCode.USAGE : ExitCode.SOFTWARE);
    }

    /** Returns the causes, outermost first; exceptions that another Flink process serialized are deserialized. */
    private static List<Throwable> chain(Throwable thrown) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable cause = thrown; cause != null && !chain.contains(cause); cause = cause.getCause()) {
            chain.add(cause);
            if (cause instanceof SerializedThrowable serialized) {
                Throwable original = serialized.deserializeError(Failure.class.getClassLoader());
                if (original != serialized) {
                    chain.addAll(chain(original));
                    break;
                }
            }
        }
        return chain;
    }

    /** Whether convstream created the exception with a message of its own. */
    private static boolean isOwnMessage(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        String message = failure.getMessage();
        String type = failure.getClass().getName();
        return message != null
                && !message.isBlank()
                && trace.length > 0
                && trace[0].getClassName().startsWith(PACKAGE)
                && (type.startsWith("java.") || type.startsWith(PACKAGE))
                && (failure.getCause() == null
                        || !message.equals(failure.getCause().toString()))
                && !isBug(failure)
                && !(failure instanceof FileSystemException || failure instanceof Error);
    }

    private static Optional<String> innermostKnown(List<Throwable> chain) {
        Optional<String> known = Optional.empty();
        for (Throwable failure : chain) {
            Optional<String> reason = Reason.known(failure);
            known = reason.isPresent() ? reason : known;
        }
        return known;
    }

    /** Whether only a programming error throws this exception. */
    private static boolean isBug(Throwable failure) {
        return failure instanceof NullPointerException
                || failure instanceof IndexOutOfBoundsException
                || failure instanceof ClassCastException
                || failure instanceof ArithmeticException
                || failure instanceof NegativeArraySizeException
                || failure instanceof ArrayStoreException
                || failure instanceof UnsupportedOperationException
                || failure instanceof NoSuchElementException
                || failure instanceof ConcurrentModificationException
                || failure instanceof LinkageError
                || failure instanceof StackOverflowError
                || failure instanceof AssertionError;
    }

    private static String place(Throwable failure) {
        for (StackTraceElement frame : failure.getStackTrace()) {
            if (frame.getClassName().startsWith(PACKAGE)) {
                return " (" + frame.getFileName() + ", line " + frame.getLineNumber() + ")";
            }
        }
        return "";
    }
}
