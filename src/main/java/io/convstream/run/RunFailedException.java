package io.convstream.run;

/** A run has failed. The message is a sentence for the user. */
public final class RunFailedException extends Exception {

    private static final long serialVersionUID = 1;

    public RunFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    public RunFailedException(String message) {
        super(message);
    }
}
