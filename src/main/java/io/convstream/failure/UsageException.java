package io.convstream.failure;

/** The user asked for something that cannot be done as asked: one sentence on standard error, exit code 2. */
public final class UsageException extends RuntimeException {

    /**
     * The sentence that the user reads.
     *
     * @param message names the option and the value, and says what would be right
     */
    public UsageException(String message) {
        super(message);
    }

    public UsageException(String message, Throwable cause) {
        super(message, cause);
    }

    /** For what was asked of the user's own files or servers, and failed with this. */
    public static UsageException because(Exception cause) {
        return new UsageException(Reason.of(cause), cause);
    }
}
