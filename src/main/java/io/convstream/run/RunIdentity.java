package io.convstream.run;

import java.util.UUID;

/**
 * The identity of a run, independent of its folder's name.
 *
 * @param id a UUID, created with the run folder and kept on resume
 * @param attempt the number of the start, from 1; each resume adds 1
 */
public record RunIdentity(String id, int attempt) {

    /** Returns the first attempt of a new run. */
    public static RunIdentity create() {
        return new RunIdentity(UUID.randomUUID().toString(), 1);
    }

    /** Returns the next attempt of this run. */
    public RunIdentity next() {
        return new RunIdentity(id, attempt + 1);
    }

    /** Returns a new run that continues this one's history. */
    public RunIdentity copy() {
        return new RunIdentity(create().id(), attempt + 1);
    }

    /** Returns the prefix of the run's transactional ids and consumer groups. */
    public String kafkaPrefix() {
        return "convstream-" + id;
    }
}
