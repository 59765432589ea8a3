package io.convstream.exchange;

import org.jspecify.annotations.Nullable;

/** Another worker is gone, late or sends something else than expected. */
public final class WorkerLostException extends RuntimeException {

    WorkerLostException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
