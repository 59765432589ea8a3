package io.convstream.ingest.download;

import java.io.IOException;

/** Thrown if an archive is intact but holds entries that convstream does not unpack. */
final class RefusedArchiveException extends IOException {

    private static final long serialVersionUID = 1;

    RefusedArchiveException(String message) {
        super(message);
    }
}
