package io.convstream.cluster;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.api.common.JobStatus;

/** Queries a JobManager once for the status of a job, with a short time-out. */
public final class JobProbe {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private JobProbe() {}

    /**
     * Returns the status of a job; empty if the JobManager does not know it.
     *
     * @param jobManager HOST:PORT
     * @throws ConnectException if no process listens at the address
     * @throws IOException if there is no answer for another reason
     */
    public static Optional<JobStatus> status(String jobManager, String job) throws IOException, InterruptedException {
        URI address = URI.create("http://" + jobManager);
        try {
            String status = new FlinkRest(address, TIMEOUT)
                    .get("/jobs/" + job + "/status")
                    .path("status")
                    .asText();
            return Optional.of(JobStatus.valueOf(status));
        } catch (JobManagerUnavailableException e) {
            if (isRefused(address)) {
                throw new ConnectException("no process listens at " + jobManager);
            }
            throw e;
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            throw new IOException("no Flink answers at " + jobManager, e);
        }
    }

    /** Connects once more: the exceptions of Java's HTTP client do not contain the reason. */
    private static boolean isRefused(URI address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), (int) TIMEOUT.toMillis());
            return false;
        } catch (ConnectException e) {
            return String.valueOf(e.getMessage()).startsWith("Connection refused"); // not: timed out
        } catch (IOException e) {
            return false;
        }
    }
}
