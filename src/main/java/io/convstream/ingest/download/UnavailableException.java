package io.convstream.ingest.download;

import java.io.IOException;

/** A server cannot be reached, or does not give the file out: no fault of ours, and something else may do instead. */
public final class UnavailableException extends IOException {

    private static final long serialVersionUID = 1;

    UnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    UnavailableException(String message) {
        super(message);
    }
}
