package io.convstream.ingest.download;

import io.convstream.failure.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * One download over HTTP that goes on where an earlier one broke off, where the server can do that.
 *
 * @param size how many bytes the whole file has
 */
record Download(URI address, long size, DownloadProgress progress) {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    /** Completes a partial file; on an exception what has arrived stays there for the next try. */
    void into(Path part) throws IOException {
        long present = Files.exists(part) ? Files.size(part) : 0;
        if (present > size) {
            Files.delete(part);
            present = 0;
        }
        if (present == size) {
            return;
        }
        HttpResponse<InputStream> response = request(present);
        try (InputStream body = response.body()) {
            boolean resumed = resumes(response, present);
            if (!resumed && response.statusCode() != HttpURLConnection.HTTP_OK) {
                throw new UnavailableException(address + " answers with HTTP status " + response.statusCode());
            }
            copy(new StallTimeout(body, ANSWER_TIMEOUT), part, resumed ? present : 0);
        }
    }

    private HttpResponse<InputStream> request(long present) throws IOException {
        var request = HttpRequest.newBuilder(address).timeout(ANSWER_TIMEOUT);
        if (present > 0) {
            request.header("Range", "bytes=" + present + "-");
        }
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UnavailableException("cannot reach " + address + " (" + Reason.of(e) + ")", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the download of " + address + " was interrupted");
        }
    }

    /** A server may answer a wish for the rest with another part, or with all of it from the start. */
    private static boolean resumes(HttpResponse<?> response, long present) {
        return response.statusCode() == HttpURLConnection.HTTP_PARTIAL
                && response.headers()
                        .firstValue("Content-Range")
                        .filter(range -> range.startsWith("bytes " + present + "-"))
                        .isPresent();
    }

    private void copy(StallTimeout body, Path part, long present) throws IOException {
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
        } catch (IOException e) {
            throw new IOException(brokeOff(part, arrived), e);
        }
        if (arrived < size) {
            throw new IOException(brokeOff(part, arrived));
        }
    }

    private String brokeOff(Path part, long arrived) {
        return "the download of " + address + " broke off after " + arrived + " of " + size + " bytes, kept in " + part
                + ": start again and it goes on from there";
    }
}
