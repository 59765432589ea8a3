package io.convstream.ingest.download;

import java.io.IOException;

/** An archive is not broken, but holds what convstream does not unpack. */
final class RefusedArchiveException extends IOException {

    private static final long serialVersionUID = 1;

    RefusedArchiveException(String message) {
        super(message);
    }
}
