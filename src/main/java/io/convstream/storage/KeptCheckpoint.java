package io.convstream.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;

/** The last checkpoint of a run, copied from those of its job: Flink deletes them when the job finishes. */
public final class KeptCheckpoint {

    /** The folder of the copy, beside the folders of the jobs. */
    private static final String FOLDER = "last";

    private static final String METADATA = AbstractFsCheckpointStorageAccess.METADATA_FILE_NAME;

    private static final Pattern KEPT = Pattern.compile(".*/checkpoints/" + FOLDER + "/chk-[0-9]+(/" + METADATA + ")?");

    /** A file of an incremental checkpoint. Other files have relative paths, so that the copy is complete. */
    private static final Pattern SHARED = Pattern.compile("[a-z0-9]+:/[^\\x00-\\x1f]*/(shared|taskowned)/");

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
     * Copies a completed checkpoint and deletes an older copy. The metadata is written last: without it, no checkpoint is
     * found.
     *
     * @param checkpoints the folder of all checkpoints of the run
     * @throws IOException if the checkpoint does not exist, refers to files outside its folder, or cannot be copied
     */
    public static void keep(StoragePath checkpoints, JobID job, long id) throws IOException {
        String name = "chk-" + id;
        StoragePath from = checkpoints.resolve(job + "/" + name);
        StoragePath kept = checkpoints.resolve(FOLDER);
        StoragePath to = kept.resolve(name);
        if (!from.resolve(METADATA).exists()) {
            throw new FileNotFoundException("there is no checkpoint in " + from);
        }
        if (refersToOthers(from.resolve(METADATA))) {
            throw new IOException("checkpoint " + from + " is incremental");
        }
        for (StoragePath.Entry file : from.list()) {
            if (!file.path().name().equals(METADATA)) {
                to.resolve(file.path().name()).replace(file.path()::copyTo);
            }
        }
        to.resolve(METADATA).replace(from.resolve(METADATA)::copyTo);
        for (StoragePath.Entry older : kept.list()) {
            if (!older.path().name().equals(name)) {
                older.path().deleteAll();
            }
        }
    }

    private static boolean refersToOthers(StoragePath metadata) throws IOException {
        try (InputStream in = metadata.open()) {
            return SHARED.matcher(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1))
                    .find();
        }
    }
}
