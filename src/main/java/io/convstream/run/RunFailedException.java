package io.convstream.run;

/** A run did not reach its end. The message is a whole sentence for the person who started it. */
public final class RunFailedException extends Exception {

    private static final long serialVersionUID = 1;

    public RunFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    public RunFailedException(String message) {
        super(message);
    }
}
