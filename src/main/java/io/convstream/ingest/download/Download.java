package io.convstream.ingest.download;

import io.convstream.failure.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * HTTP download that resumes a partial file if the server supports ranges. It uses {@link HttpURLConnection}, because the
 * timeouts of {@code java.net.http} do not cover the body.
 *
 * @param size of the whole file, in bytes
 * @param readTimeout limit for the response headers, and between any two reads of the body
 */
record Download(URI address, long size, Duration readTimeout, DownloadProgress progress) {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /**
     * Downloads what is missing of a partial file.
     *
     * @throws UnavailableException if the server cannot be reached or refuses the request
     * @throws IOException if the download breaks off; the received bytes are kept
     */
    void completeFile(Path part) throws IOException {
        long present = Files.exists(part) ? Files.size(part) : 0;
        if (present > size) {
            Files.delete(part);
            present = 0;
        }
        if (present == size) {
            return;
        }
        var connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
        connection.setReadTimeout((int) readTimeout.toMillis());
        if (present > 0) {
            connection.setRequestProperty("Range", "bytes=" + present + "-");
        }
        try {
            int status = status(connection);
            boolean resumed = resumes(connection, status, present);
            if (!resumed && status != HttpURLConnection.HTTP_OK) {
                throw new UnavailableException(address + " answers with HTTP status " + status);
            }
            copy(connection.getInputStream(), part, resumed ? present : 0);
        } finally {
            connection.disconnect();
        }
    }

    private int status(HttpURLConnection connection) throws UnavailableException {
        try {
            return connection.getResponseCode();
        } catch (IOException e) {
            throw new UnavailableException("cannot reach " + address + " (" + Reason.of(e) + ")", e);
        }
    }

    /** A server may answer a range request with another range, or with the whole file. */
    private static boolean resumes(HttpURLConnection connection, int status, long present) {
        String range = connection.getHeaderField("Content-Range");
        return status == HttpURLConnection.HTTP_PARTIAL && range != null && range.startsWith("bytes " + present + "-");
    }

    private void copy(InputStream body, Path part, long present) throws IOException {
        long arrived = present;
        try (body;
                OutputStream out = present > 0
                        ? Files.newOutputStream(part, StandardOpenOption.APPEND)
                        : Files.newOutputStream(part)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                out.write(buffer, 0, read);
                arrived += read;
                progress.arrived(Math.min(arrived, size), size);
                if (arrived > size) {
                    return;
                }
            }
        } catch (SocketTimeoutException e) {
            throw brokenOff(part, arrived, "nothing arrived for " + readTimeout.toSeconds() + " s", e);
        } catch (IOException e) {
            throw brokenOff(part, arrived, Reason.of(e), e);
        }
        if (arrived < size) {
            throw brokenOff(part, arrived, "the server sent no more", null);
        }
    }

    private IOException brokenOff(Path part, long arrived, String reason, @Nullable IOException cause) {
        return new IOException(
                "the download of " + address + " broke off after " + arrived + " of " + size + " bytes (" + reason
                        + "), kept in " + part + ": run the command again to resume it",
                cause);
    }
}
