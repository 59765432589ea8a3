package io.convstream.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.regex.Pattern;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;

/** The last checkpoint of a run, copied from those of its job: Flink deletes them when the job finishes. */
public final class KeptCheckpoint {

    /** The folder of the copy, beside the folders of the jobs. */
    private static final String FOLDER = "last";

    private static final String METADATA = AbstractFsCheckpointStorageAccess.METADATA_FILE_NAME;

    private static final Pattern KEPT = Pattern.compile(".*/checkpoints/" + FOLDER + "/chk-[0-9]+(/" + METADATA + ")?");

    private KeptCheckpoint() {}

    /**
     * Returns whether a checkpoint is such a copy.
     *
     * @param checkpoint a checkpoint, or its metadata
     */
    public static boolean isKept(StoragePath checkpoint) {
        return KEPT.matcher(checkpoint.uri()).matches();
    }

    /**
     * Copies a completed checkpoint and deletes an older copy.
     *
     * @param checkpoints the folder of all checkpoints of the run
     * @throws IOException if the checkpoint does not exist or cannot be copied
     */
    public static void keep(StoragePath checkpoints, JobID job, long id) throws IOException {
        String name = "chk-" + id;
        StoragePath from = checkpoints.resolve(job + "/" + name);
        StoragePath kept = checkpoints.resolve(FOLDER);
        StoragePath to = kept.resolve(name);
        if (!from.resolve(METADATA).exists()) {
            throw new FileNotFoundException("there is no checkpoint in " + from);
        }
        new CheckpointCopy(from, to).write();
        for (StoragePath.Entry older : kept.list()) {
            if (!older.path().name().equals(name)) {
                older.path().deleteAll();
            }
        }
    }
}
