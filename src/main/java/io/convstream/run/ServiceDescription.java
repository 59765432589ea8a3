package io.convstream.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.convstream.event.JsonFile;
import io.convstream.failure.Reason;
import io.convstream.rollout.ServedModel;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * What a service was started with, {@code service.json} in its folder.
 *
 * @param version the version of the file format
 * @param id the id of the run, see {@link RunIdentity}
 * @param attempt the attempt that wrote the file, from 1
 * @param command the command line without the program
 * @param settings the options that must not change, by name without dashes
 * @param models the models that it serves
 */
public record ServiceDescription(
        int version,
        String id,
        int attempt,
        List<String> command,
        Map<String, String> settings,
        List<ServedModel> models) {

    private static final int VERSION = 1;

    public ServiceDescription(
            RunIdentity identity, List<String> command, Map<String, String> settings, List<ServedModel> models) {
        this(VERSION, identity.id(), identity.attempt(), command, settings, models);
    }

    RunIdentity identity() {
        return new RunIdentity(id, attempt);
    }

    void write(StoragePath file) throws IOException {
        JsonFile.write(file, this);
    }

    static ServiceDescription read(StoragePath file) throws IOException {
        try {
            return JsonFile.read(file, ServiceDescription.class, VERSION, "the convstream that started the service");
        } catch (JsonProcessingException e) {
            throw new IOException("cannot read " + file + ", the description of a service: " + Reason.of(e), e);
        }
    }
}
