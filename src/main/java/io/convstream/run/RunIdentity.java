package io.convstream.run;

import java.util.UUID;

/**
 * The identity of a run, independent of its folder's name.
 *
 * @param id a UUID, created with the run folder and kept on resume
 * @param attempt the number of the start, from 1; each resume adds 1
 */
public record RunIdentity(String id, int attempt) {

    /** The number of characters of the id in a job's name. */
    private static final int SHOWN = 8;

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

    /** Returns the name of the run's Flink job: the folder's name for people, and the start of the id, which is unique. */
    public String jobName(RunFolder run) {
        return "convstream-" + run.name() + "-" + id.substring(0, SHOWN);
    }

    /** Returns the prefix of the run's transactional ids and consumer groups. */
    public String kafkaPrefix() {
        return "convstream-" + id;
    }
}
