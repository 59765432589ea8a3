package io.convstream.run;

import java.util.UUID;

/**
 * Distinguishes a run from every other, whatever its folder is called. The id is made with the run folder and kept on
 * resume.
 *
 * @param id a UUID
 * @param attempt the number of this start, from 1; each resume adds 1
 */
public record RunIdentity(String id, int attempt) {

    /** The first attempt of a new run. */
    public static RunIdentity create() {
        return new RunIdentity(UUID.randomUUID().toString(), 1);
    }

    /** The same run, resumed once more. */
    public RunIdentity next() {
        return new RunIdentity(id, attempt + 1);
    }

    /** Another run that continues this one's history. */
    public RunIdentity copy() {
        return new RunIdentity(create().id(), attempt + 1);
    }

    /** The prefix of everything that brokers keep for this run alone: transactional ids, consumer groups. */
    public String kafkaPrefix() {
        return "convstream-" + id;
    }
}
