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
 * What a person reads of something that was thrown, and what a script does.
 *
 * <p>The sentence is the outermost that convstream itself wrote: it names the file, and what to do. Flink and the JDK wrap
 * it and are wrapped by it.
 */
public record Failure(String sentence, int exitCode) {

    private static final String OURS = "io.convstream.";

    private static final String BUG =
            "This is a bug in convstream: run the command again with --stacktrace and report it";

    public static Failure of(Throwable thrown) {
        List<Throwable> chain = chain(thrown);
        Throwable innermost = chain.get(chain.size() - 1);
        boolean wrongUse = chain.stream().anyMatch(UsageException.class::isInstance);
        String sentence = chain.stream()
                .filter(Failure::isSentenceOfOurs)
                .findFirst()
                .map(ours -> String.valueOf(ours.getMessage()))
                .or(() -> lastKnown(chain))
                .orElseGet(() -> isBug(innermost)
                        ? Reason.of(innermost) + place(innermost) + ". " + BUG
                        : Reason.of(innermost) + " (--stacktrace shows where)");
        return new Failure(sentence, wrongUse ? ExitCode.USAGE : ExitCode.SOFTWARE);
    }

    /** From the outermost to the innermost cause; what another process of Flink's has sent is unpacked. */
    private static List<Throwable> chain(Throwable thrown) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable cause = thrown; cause != null && !chain.contains(cause); cause = cause.getCause()) {
            chain.add(cause);
            if (cause instanceof SerializedThrowable packed) {
                Throwable unpacked = packed.deserializeError(Failure.class.getClassLoader());
                if (unpacked != packed) {
                    chain.addAll(chain(unpacked));
                    break;
                }
            }
        }
        return chain;
    }

    /** Made by our code, with words of its own. */
    private static boolean isSentenceOfOurs(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        String message = failure.getMessage();
        String type = failure.getClass().getName();
        return message != null
                && !message.isBlank()
                && trace.length > 0
                && trace[0].getClassName().startsWith(OURS)
                && (type.startsWith("java.") || type.startsWith(OURS))
                && (failure.getCause() == null
                        || !message.equals(failure.getCause().toString()))
                && !isBug(failure)
                && !(failure instanceof FileSystemException || failure instanceof Error);
    }

    private static Optional<String> lastKnown(List<Throwable> chain) {
        Optional<String> known = Optional.empty();
        for (Throwable failure : chain) {
            Optional<String> reason = Reason.known(failure);
            known = reason.isPresent() ? reason : known;
        }
        return known;
    }

    /** What correct code never meets. */
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
            if (frame.getClassName().startsWith(OURS)) {
                return " (" + frame.getFileName() + ", line " + frame.getLineNumber() + ")";
            }
        }
        return "";
    }
}
