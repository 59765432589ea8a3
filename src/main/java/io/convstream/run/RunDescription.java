package io.convstream.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.convstream.event.JsonFile;
import io.convstream.failure.Reason;
import io.convstream.image.SkippedRecords;
import io.convstream.prepare.ImagePreparer;
import io.convstream.prepare.PrepareOptions;
import io.convstream.storage.StoragePath;
import io.convstream.train.Fingerprint;
import io.convstream.train.TrainPlan;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The settings that a run was started with, {@code run.json} in its folder. They suffice to read its images again.
 *
 * @param version the version of the file format
 * @param id the id of the run, see {@link RunIdentity}
 * @param attempt the attempt that wrote the file, from 1
 * @param folder the path of the run folder at that time; it may have been moved or copied since
 * @param command the command line without the program
 * @param options the options on the command line, by name without dashes; null if an older version wrote the file
 * @param plan the images, the end and the networks; null if an older version wrote the file
 * @param fingerprints the settings of each model by its name, see {@link Fingerprint}
 * @param changes the settings that were changed on resume, in the order of steps
 * @param data the value of {@code --data} for the training images; null if they are a stream
 * @param heldOutData the value of {@code --data} for the held-out images
 * @param split the fraction of {@code heldOutData}'s training images that is held out; 0: none
 * @param classes the class names in label order
 * @param prepare how images are prepared
 * @param decoder the image decoder of the machine that started the run; null if an older version wrote the file
 * @param parents what the run started from: model files, or the checkpoint of another run; null or empty: nothing
 */
public record RunDescription(
        int version,
        String id,
        int attempt,
        String folder,
        List<String> command,
        @Nullable Map<String, List<String>> options,
        @Nullable RunPlan plan,
        Map<String, Map<String, String>> fingerprints,
        List<SettingChange> changes,
        @Nullable String data,
        String heldOutData,
        double split,
        List<String> classes,
        PrepareOptions prepare,
        @Nullable String decoder,
        @Nullable List<RunParent> parents) {

    private static final int VERSION = 5;

    public RunDescription(
            RunIdentity identity,
            StoragePath folder,
            List<String> command,
            Map<String, List<String>> options,
            RunPlan plan,
            List<TrainPlan> models,
            List<SettingChange> changes,
            @Nullable String data,
            String heldOutData,
            double split,
            List<String> classes,
            PrepareOptions prepare) {
        this(
                VERSION,
                identity.id(),
                identity.attempt(),
                folder.toString(),
                command,
                options,
                plan,
                fingerprints(models),
                changes,
                data,
                heldOutData,
                split,
                classes,
                prepare,
                ImagePreparer.decoderVersion(),
                List.of());
    }

    /** Returns this description with the parents of the run. */
    public RunDescription startedFrom(List<RunParent> origins) {
        return new RunDescription(
                version,
                id,
                attempt,
                folder,
                command,
                options,
                plan,
                fingerprints,
                changes,
                data,
                heldOutData,
                split,
                classes,
                prepare,
                decoder,
                origins);
    }

    /** Returns the records that the run does not train, as its options name them. */
    public SkippedRecords skipped() {
        List<String> values = options == null ? null : options.get("skip-records");
        return values == null ? SkippedRecords.NONE : SkippedRecords.parse(String.join(",", values));
    }

    private static Map<String, Map<String, String>> fingerprints(List<TrainPlan> models) {
        Map<String, Map<String, String>> fingerprints = new TreeMap<>();
        for (TrainPlan model : models) {
            fingerprints.put(
                    model.definition().name(),
                    model.fingerprint().onThisMachine(model.definition()).values());
        }
        return fingerprints;
    }

    public RunIdentity identity() {
        return new RunIdentity(id, attempt);
    }

    /**
     * Writes the description as JSON.
     *
     * @throws IOException with the path
     */
    public void write(StoragePath file) throws IOException {
        JsonFile.write(file, this);
    }

    /**
     * Reads a description.
     *
     * @throws IOException with the path, if the file is no run description or has another version
     */
    public static RunDescription read(StoragePath file) throws IOException {
        try {
            return JsonFile.read(file, RunDescription.class, VERSION, "the convstream that started the run");
        } catch (JsonProcessingException e) {
            throw new IOException("cannot read " + file + ", the description of a run: " + Reason.of(e), e);
        }
    }
}
