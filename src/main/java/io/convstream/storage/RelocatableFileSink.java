package io.convstream.storage;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.functions.sink.filesystem.InProgressFileWriter.PendingFileRecoverable;

/**
 * Flink's file sink for a folder that may be moved or copied between two attempts of a run. Flink keeps absolute paths in
 * its state: a restored writer writes into the old folder, and a file that was to be committed there is silently lost.
 * Here a restored writer begins anew (with a file for each checkpoint it has nothing to continue), and a file is committed
 * in the folder that the run has now, if it is there.
 */
public final class RelocatableFileSink<T> implements Sink<T>, SupportsCommitter<FileSinkCommittable> {

    private final FileSink<T> files;
    private final String folder;

    /**
     * Wraps a file sink.
     *
     * @param files rolls at each checkpoint, without compaction
     */
    public RelocatableFileSink(FileSink<T> files, Path folder) {
        this.files = files;
        this.folder = folder.toString();
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
        return files.createWriter(context);
    }

    @Override
    public Committer<FileSinkCommittable> createCommitter(CommitterInitContext context) throws IOException {
        return new RelocatingCommitter(files.createCommitter(context), new Folder(folder));
    }

    @Override
    public SimpleVersionedSerializer<FileSinkCommittable> getCommittableSerializer() {
        return files.getCommittableSerializer();
    }

    @SuppressWarnings("try") // Flink's Committer closes with any exception.
    private record RelocatingCommitter(Committer<FileSinkCommittable> flink, Folder folder)
            implements Committer<FileSinkCommittable> {

        @Override
        public void commit(Collection<CommitRequest<FileSinkCommittable>> requests)
                throws IOException, InterruptedException {
            List<CommitRequest<FileSinkCommittable>> unmoved = new ArrayList<>();
            for (CommitRequest<FileSinkCommittable> request : requests) {
                if (!folder.commit(request.getCommittable().getPendingFile())) {
                    unmoved.add(request);
                }
            }
            flink.commit(unmoved);
        }

        @Override
        public void close() throws Exception {
            flink.close();
        }
    }

    /** Where the run's files are now. */
    private record Folder(String path) implements Serializable {

        /** Commits a file that has come here with its folder; false if it is Flink's to commit. */
        boolean commit(PendingFileRecoverable pending) throws IOException {
            if (pending == null || pending.getPath() == null) {
                return false;
            }
            Path then = Path.of(pending.getPath().getPath());
            Path now = Path.of(path).resolve(then.getFileName());
            if (then.equals(now)) {
                return false;
            }
            if (Files.exists(now)) {
                return true; // it was committed before the folder was moved
            }
            Optional<Path> begun = begun(now);
            if (begun.isEmpty()) {
                return false;
            }
            if (Files.size(begun.get()) != pending.getSize()) {
                throw new IOException(begun.get() + " has " + Files.size(begun.get())
                        + " bytes, but the checkpoint has " + pending.getSize() + " of it: it was changed since");
            }
            Files.move(begun.get(), now, StandardCopyOption.ATOMIC_MOVE);
            return true;
        }

        /** Flink's local file system writes a file under a hidden name until it is committed. */
        private static Optional<Path> begun(Path file) throws IOException {
            Path folder = file.getParent();
            if (folder == null || !Files.isDirectory(folder)) {
                return Optional.empty();
            }
            String prefix = "." + file.getFileName() + ".inprogress.";
            try (Stream<Path> files = Files.list(folder)) {
                return files.filter(other -> String.valueOf(other.getFileName()).startsWith(prefix))
                        .findFirst();
            }
        }
    }
}
