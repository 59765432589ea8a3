package io.convstream.ingest.download;

/** Hears how far a download has come. */
@FunctionalInterface
public interface DownloadProgress {

    /** Called now and then, with the bytes that an earlier try had left included. */
    void arrived(long bytes, long total);
}
