package io.convstream.cli;

/** A run did not reach its end. The message is a whole sentence for the person who started it. */
final class RunFailedException extends Exception {

    private static final long serialVersionUID = 1;

    RunFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    RunFailedException(String message) {
        super(message);
    }
}
