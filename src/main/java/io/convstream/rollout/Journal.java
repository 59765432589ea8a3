package io.convstream.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.convstream.event.JsonFile;
import io.convstream.failure.Reason;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The decisions of a service, in one file that is replaced before a decision takes effect. After a failure the same decisions
 * hold from the same times, so that every record is answered by the same version as before.
 */
final class Journal {

    /** The name of the file in a run folder. */
    private static final String FILE = "deployments.json";

    private static final int VERSION = 1;
    /** The number of decisions that the file keeps. */
    static final int KEPT = 500;

    private final StoragePath file;
    private Content content;

    /**
     * The content of the file.
     *
     * @param version of its format
     * @param next the number of the next decision
     * @param decisions the most recent ones, in order
     * @param rollouts by model
     * @param progress what has been read, see {@link Announcements#progress}
     */
    private record Content(
            int version,
            long next,
            List<Decision> decisions,
            Map<String, Rollout> rollouts,
            Map<String, String> progress) {}

    /**
     * Opens the journal in a run folder, or starts one.
     *
     * @throws IOException with the path, if the file cannot be read
     */
    Journal(StoragePath run) throws IOException {
        file = run.resolve(FILE);
        content = file.exists() ? read(file) : new Content(VERSION, 0, List.of(), Map.of(), Map.of());
    }

    private static Content read(StoragePath file) throws IOException {
        try {
            return JsonFile.read(file, Content.class, VERSION, "the convstream that wrote it");
        } catch (JsonProcessingException e) {
            throw new IOException("cannot read " + file + ", the deployments of a service: " + Reason.of(e), e);
        }
    }

    /** Returns the kept decisions from a number on. */
    List<Decision> from(long number) {
        return content.decisions().stream()
                .filter(decision -> decision.number() >= number)
                .toList();
    }

    /** Returns the number of the next decision. */
    long next() {
        return content.next();
    }

    Rollout rollout(String model) {
        return content.rollouts().getOrDefault(model, Rollout.NEW);
    }

    Set<String> models() {
        return content.rollouts().keySet();
    }

    /** Returns what had been read before the last decision. */
    Map<String, String> progress() {
        return content.progress();
    }

    /**
     * Adds decisions and what they lead to.
     *
     * @throws IOException with the path, if the file cannot be written; nothing has changed then
     */
    void add(List<Decision> decisions, Map<String, Rollout> changed, Map<String, String> progress) throws IOException {
        List<Decision> all = new ArrayList<>(content.decisions());
        all.addAll(decisions);
        Map<String, Rollout> rollouts = new TreeMap<>(content.rollouts());
        rollouts.putAll(changed);
        var after = new Content(
                VERSION,
                content.next() + decisions.size(),
                List.copyOf(all.subList(Math.max(0, all.size() - KEPT), all.size())),
                rollouts,
                progress);
        JsonFile.write(file, after);
        content = after;
    }
}
