package io.convstream.storage;

import io.convstream.failure.Reason;
import java.io.IOException;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;

/** Atomic replacement of a file that is not local, through Flink's recoverable writer: a failed write publishes nothing. */
final class RemoteFile {

    private RemoteFile() {}

    static void replace(StoragePath file, StoragePath.Content content) throws IOException {
        try {
            RecoverableFsDataOutputStream out =
                    file.fileSystem().createRecoverableWriter().open(file.toFlink());
            RecoverableFsDataOutputStream.Committer committer;
            try {
                content.writeTo(out);
                committer = out.closeForCommit();
            } catch (IOException | RuntimeException e) {
                out.close(); // publishes nothing
                throw e;
            }
            commit(committer, file);
        } catch (UnsupportedOperationException e) {
            throw new IOException(
                    "the file system of " + file
                            + " cannot replace files atomically: use another plugin, for S3 flink-s3-fs-hadoop",
                    e);
        } catch (IOException e) {
            throw new IOException("cannot write " + file + ": " + Reason.of(e), e);
        }
    }

    /** Commits a file. HDFS, unlike an object store, does not rename onto an existing file. */
    private static void commit(RecoverableFsDataOutputStream.Committer committer, StoragePath file) throws IOException {
        try {
            committer.commit();
        } catch (IOException e) {
            if (!file.exists()) {
                throw e;
            }
            file.delete();
            committer.commitAfterRecovery();
        }
    }
}
