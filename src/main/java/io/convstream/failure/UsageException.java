package io.convstream.failure;

/**
 * A usage error: an option or a file of the user must change. Printed as one sentence, exit code 2.
 *
 * <p>Failures of servers, downloads, jobs and machines are other exceptions, exit code 1.
 */
public final class UsageException extends RuntimeException {

    /**
     * Creates a usage error.
     *
     * @param message names the option and the value, and what to change
     */
    public UsageException(String message) {
        super(message);
    }

    public UsageException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Creates a usage error from a failure to use a file of the user. */
    public static UsageException because(Exception cause) {
        return new UsageException(Reason.of(cause), cause);
    }
}
