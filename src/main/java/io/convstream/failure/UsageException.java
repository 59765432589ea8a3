package io.convstream.failure;

/** Thrown if options or arguments of the user are wrong: the message goes to standard error, the exit code is 2. */
public final class UsageException extends RuntimeException {

    /**
     * Creates an exception.
     *
     * @param message one sentence that names the option, its value, and what to do
     */
    public UsageException(String message) {
        super(message);
    }

    public UsageException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Wraps a failure of a file or server that the user named; the message is its {@link Reason}. */
    public static UsageException because(Exception cause) {
        return new UsageException(Reason.of(cause), cause);
    }
}
