package io.convstream.cluster;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** No JobManager answers, or none leads: it may do so again. */
public final class NoAnswerException extends IOException {

    private static final long serialVersionUID = 1;

    NoAnswerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
