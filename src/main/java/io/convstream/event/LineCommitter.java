package io.convstream.event;

import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer;
import org.jspecify.annotations.Nullable;

/** Publishes the lines of completed checkpoints, once even if a restored checkpoint repeats them. */
final class LineCommitter implements Committer<Lines> {

    private static final Comparator<CommitRequest<Lines>> ORDER = Comparator.comparing(
            CommitRequest::getCommittable,
            Comparator.comparingInt(Lines::attempt).thenComparingLong(Lines::number));

    private final StoragePath folder;
    private final String run;
    private final int attempt;
    private @Nullable Parts parts;

    LineCommitter(StoragePath folder, String run, int attempt) {
        this.folder = folder;
        this.run = run;
        this.attempt = attempt;
    }

    @Override
    public void commit(Collection<CommitRequest<Lines>> requests) throws IOException {
        if (parts == null) {
            parts = Parts.open(folder, attempt, Parts.FULL_BYTES);
        }
        List<CommitRequest<Lines>> inOrder = requests.stream().sorted(ORDER).toList();
        for (CommitRequest<Lines> request : inOrder) {
            Lines lines = request.getCommittable();
            if (isOfParent(lines) || parts.contains(lines) || lines.isPublishedEarlier(folder)) {
                request.signalAlreadyCommitted();
            } else {
                parts.add(lines.publish(folder));
            }
            if (!isOfParent(lines)) {
                lines.deletePending(folder);
            }
        }
    }

    /** The attempts of a fork begin at 1, those of a copied run after the original's. */
    private boolean isOfParent(Lines lines) {
        return lines.attempt() >= attempt && !lines.run().equals(run);
    }

    @Override
    public void close() {} // nothing is open between two commits
}
