package io.convstream.ingest.download;

/** Listener for the progress of a download. */
@FunctionalInterface
public interface DownloadProgress {

    /**
     * Called repeatedly during a download.
     *
     * @param bytes received so far, including those of earlier attempts
     * @param total of the whole file
     */
    void arrived(long bytes, long total);
}
