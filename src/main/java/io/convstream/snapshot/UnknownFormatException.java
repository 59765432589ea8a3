package io.convstream.snapshot;

import java.io.IOException;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/** State in a format that this convstream cannot read. Flink fails the job without a restart. */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
final class UnknownFormatException extends IOException {

    private static final long serialVersionUID = 1;

    UnknownFormatException(String message) {
        super(message);
    }
}
