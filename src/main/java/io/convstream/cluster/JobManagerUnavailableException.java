package io.convstream.cluster;

import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** No JobManager answers, or none is leader. It may become available again. */
public final class JobManagerUnavailableException extends IOException {

    private static final long serialVersionUID = 1;

    private final String hostAndPort;

    public JobManagerUnavailableException(URI address, String message, @Nullable Throwable cause) {
        super(message, cause);
        hostAndPort = address.getAuthority();
    }

    /** Returns the address at which no JobManager answers. */
    public String hostAndPort() {
        return hostAndPort;
    }
}
