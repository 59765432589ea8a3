package io.convstream.network.operation;

/** A layer or setting that is valid, but that the compiled engine does not have. */
public final class UncompilableException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    public UncompilableException(String message) {
        super(message);
    }

    public UncompilableException(String message, Throwable cause) {
        super(message, cause);
    }
}
