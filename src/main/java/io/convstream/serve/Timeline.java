package io.convstream.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.convstream.event.JsonLines;
import io.convstream.rollout.Deployment;
import io.convstream.rollout.Plan;
import io.convstream.rollout.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** The known plans of all models over time. Not thread-safe. */
final class Timeline {

    /** The number of plans that are kept of each model; records from before them are answered by the oldest one. */
    static final int KEPT = 500;

    private final Map<String, TreeMap<Long, Plan>> plans = new TreeMap<>();
    private long until = Long.MIN_VALUE;
    private long next;

    /**
     * What a checkpoint holds.
     *
     * @param version of this format
     */
    private record Content(int version, long until, long next, List<Deployment> deployments) {}

    private static final int VERSION = 1;

    /** Adds what a signal says; returns whether it has a deployment that was not known. */
    boolean add(Signal signal) {
        until = Math.max(until, signal.until());
        if (signal.decision() == null || signal.decision().number() < next) {
            return false;
        }
        next = signal.decision().number() + 1;
        Deployment deployment = signal.decision().deployment();
        if (deployment != null) {
            add(deployment);
        }
        return deployment != null;
    }

    private void add(Deployment deployment) {
        TreeMap<Long, Plan> model = plans.computeIfAbsent(deployment.model(), name -> new TreeMap<>());
        model.put(deployment.from(), deployment.plan());
        while (model.size() > KEPT) {
            model.pollFirstEntry();
        }
    }

    /** Returns whether the plans for a record are known for certain. */
    boolean covers(long timestamp, Collection<String> models) {
        return timestamp <= until && plans.keySet().containsAll(models);
    }

    /** Returns the plan for a record, the first one for records from before it. */
    Plan plan(String model, long timestamp) {
        TreeMap<Long, Plan> all = Objects.requireNonNull(plans.get(model), model);
        Map.Entry<Long, Plan> entry = all.floorEntry(timestamp);
        return entry == null ? all.firstEntry().getValue() : entry.getValue();
    }

    /** Passes on the model and the hash of each version that the latest plan of a model, or the one before it, uses. */
    void forEachRecent(BiConsumer<String, String> versions) {
        plans.forEach((model, all) -> all.descendingMap().values().stream()
                .limit(2)
                .flatMap(plan -> Stream.of(plan.answer(), plan.candidate()))
                .filter(Objects::nonNull)
                .forEach(version -> versions.accept(model, version.sha256())));
    }

    byte[] encode() {
        List<Deployment> deployments = plans.entrySet().stream()
                .flatMap(model -> model.getValue().entrySet().stream()
                        .map(entry -> new Deployment(model.getKey(), entry.getKey(), entry.getValue())))
                .toList();
        try {
            return JsonLines.MAPPER.writeValueAsBytes(new Content(VERSION, until, next, deployments));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces the content by an encoded one, if that is later. */
    void restore(byte[] encoded) throws IOException {
        Content content = JsonLines.MAPPER.readValue(encoded, Content.class);
        if (content.version() != VERSION) {
            throw new IOException("the plans in the checkpoint are of version " + content.version()
                    + ", but this convstream reads version " + VERSION + ": use the convstream that wrote it");
        }
        if (content.next() >= next && content.until() >= until) {
            plans.clear();
            content.deployments().forEach(this::add);
            next = content.next();
            until = content.until();
        }
    }
}
