package io.convstream.network;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.flink.annotation.PublicEvolving;

/** A file is not a model that convstream can use. */
@PublicEvolving
public final class NotAModelException extends IOException {

    private static final long serialVersionUID = 1;

    NotAModelException(Path file, String reason, Throwable cause) {
        super(file + " is no model that convstream can read: " + reason, cause);
    }
}
