package io.convstream.snapshot;

import java.io.IOException;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/** State that this convstream cannot read. Another try would fail as the first, so Flink ends the job at once. */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
final class UnknownFormatException extends IOException {

    private static final long serialVersionUID = 1;

    UnknownFormatException(String message) {
        super(message);
    }
}
