package io.convstream.ingest.download;

import java.io.IOException;

/** Thrown if a server cannot be reached or refuses to send the file; callers may fall back to other data. */
public final class UnavailableException extends IOException {

    private static final long serialVersionUID = 1;

    UnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    UnavailableException(String message) {
        super(message);
    }
}
