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
 * File sink whose folder may be moved or copied between two attempts of a run. Flink's own keeps absolute paths in its
 * state: a restored writer writes into the old folder, and a pending file of the moved folder is silently lost. This sink
 * does not restore writer state (it rolls at each checkpoint, so there is nothing to continue) and commits pending files
 * in the current folder.
 */
public final class RelocatableFileSink<T> implements Sink<T>, SupportsCommitter<FileSinkCommittable> {

    private final FileSink<T> files;
    private final String folder;

    /**
     * Wraps a file sink.
     *
     * @param files must roll at each checkpoint and not compact
     * @param folder the current folder of the run
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

    /** The current folder of the run. */
    private record Folder(String path) implements Serializable {

        /** Commits a pending file that was moved here with its folder; returns false if Flink must commit it. */
        boolean commit(PendingFileRecoverable pending) throws IOException {
            if (pending == null || pending.getPath() == null) {
                return false;
            }
            Path original = Path.of(pending.getPath().getPath());
            Path current = Path.of(path).resolve(original.getFileName());
            if (original.equals(current)) {
                return false;
            }
            if (Files.exists(current)) {
                return true; // committed before the folder was moved
            }
            Optional<Path> inProgress = inProgress(current);
            if (inProgress.isEmpty()) {
                return false;
            }
            if (Files.size(inProgress.get()) != pending.getSize()) {
                throw new IOException(inProgress.get() + " has " + Files.size(inProgress.get())
                        + " bytes, but the checkpoint recorded " + pending.getSize()
                        + ": restore the file of that checkpoint");
            }
            Files.move(inProgress.get(), current, StandardCopyOption.ATOMIC_MOVE);
            return true;
        }

        /** Finds the in-progress file: Flink's local file system writes under a hidden name until it commits. */
        private static Optional<Path> inProgress(Path file) throws IOException {
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
