package io.convstream.rollout;

import io.convstream.ingest.kafka.KafkaTopic;
import io.convstream.ingest.kafka.TopicTail;
import io.convstream.network.ModelFile;
import io.convstream.network.ModelSignature;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Decides about announced models and commands, and records the decisions in the journal before it returns them. Of several
 * announcements of a model since the last decision, the newest usable one counts. Not thread-safe.
 */
final class Deployer implements AutoCloseable {

    private static final String CONTROL = "control";
    /** The most announcements of a model that are tried at once: older ones are replaced by newer ones anyway. */
    private static final int MAX_TRIES = 10;

    private final RolloutOptions options;
    private final Map<String, ServedModel> served = new TreeMap<>();
    private final boolean fixed;
    private final Journal journal;
    private final Horizon horizon;
    private final LongSupplier clock;
    private final ModelCopies copies;
    private final Announcements announcements;
    private final @Nullable TopicTail control;
    private final List<Decision> decisions = new ArrayList<>();
    private final Map<String, Rollout> changed = new LinkedHashMap<>();

    /**
     * Opens the sources of announcements and commands where the journal has left off.
     *
     * @param models the models to serve; empty: all that are announced
     * @param horizon the times of deployments
     * @param clock milliseconds since the epoch
     */
    Deployer(RolloutOptions options, List<ServedModel> models, Journal journal, Horizon horizon, LongSupplier clock)
            throws IOException {
        this.options = options;
        this.journal = journal;
        this.horizon = horizon;
        this.clock = clock;
        models.forEach(model -> served.put(model.name(), model));
        fixed = !models.isEmpty();
        copies = new ModelCopies(options.run());
        if (!fixed) {
            serveDeployed();
        }
        announcements = options.models().open(journal.progress());
        KafkaTopic topic = options.control();
        control = topic == null ? null : new TopicTail(topic, TopicOffsets.of(CONTROL, journal.progress()));
    }

    /** Continues with the models of an earlier attempt, which ended before the service began. */
    private void serveDeployed() throws IOException {
        for (String model : journal.models()) {
            Version answer = journal.rollout(model).answer();
            if (answer != null) {
                ModelSignature signature = copies.read(answer.sha256()).signature();
                served.put(model, new ServedModel(model, signature.classes(), signature.framing()));
            }
        }
    }

    /** Returns the models that have been served or are to be. */
    List<ServedModel> served() {
        return List.copyOf(served.values());
    }

    /**
     * Returns new decisions, which are recorded.
     *
     * @param patience how long to wait for an announcement
     * @throws IOException in one sentence, if the sources cannot be read or the journal cannot be written
     */
    List<Decision> poll(Duration patience) throws IOException {
        decisions.clear();
        changed.clear();
        Map<String, List<Announcement>> byModel = new TreeMap<>();
        for (Announcement announced : announcements.poll(patience)) {
            if (!fixed || served.containsKey(announced.model())) {
                byModel.computeIfAbsent(announced.model(), model -> new ArrayList<>())
                        .add(announced);
            }
        }
        for (List<Announcement> announced : byModel.values()) {
            deploy(announced);
        }
        if (control != null) {
            for (ConsumerRecord<byte[], byte[]> message : control.poll(Duration.ZERO)) {
                execute(message);
            }
        }
        if (!decisions.isEmpty()) {
            journal.add(List.copyOf(decisions), changed, progress());
            copies.keepOnly(kept());
        }
        return List.copyOf(decisions);
    }

    private void deploy(List<Announcement> announced) throws IOException {
        int oldest = Math.max(0, announced.size() - MAX_TRIES);
        for (int i = announced.size() - 1; i >= oldest; i--) {
            if (rollout(announced.get(i).model()).uses(announced.get(i).version()) || deploy(announced.get(i))) {
                return;
            }
        }
    }

    /** Returns whether the version can be used, deployed or not. */
    private boolean deploy(Announcement announced) throws IOException {
        String model = announced.model();
        Version version = announced.version();
        Rollout before = rollout(model).announced(version.step());
        Optional<String> objection = options.policy().objection(version, before.answer());
        try {
            if (objection.isPresent()) {
                throw new RefusedException(objection.get());
            }
            ModelFile.Content content = copies.accept(announced);
            ServedModel own = new ServedModel(
                    model, content.signature().classes(), content.signature().framing());
            Optional<String> mismatch = served.getOrDefault(model, own).mismatch(content.signature());
            if (mismatch.isPresent()) {
                throw new RefusedException(mismatch.get());
            }
            served.put(model, own);
        } catch (RefusedException e) {
            decide(model, before, false, "version " + version + " is not deployed: " + e.getMessage());
            return false;
        }
        Rollout after = before.deploy(version, options.keep());
        decide(model, after, after.uses(version), deployed(version, after));
        return true;
    }

    private static String deployed(Version version, Rollout after) {
        if (!after.uses(version)) {
            return "version " + version + " is not deployed: the model is pinned to " + after.answer();
        }
        if (after.candidate() == null || after.mode() == Rollout.Mode.DIRECT) {
            return "version " + version + " answers";
        }
        return "version " + version
                + (after.mode() == Rollout.Mode.SHADOW
                        ? " predicts without answering"
                        : " answers " + after.percent() + " % of the keys");
    }

    private void execute(ConsumerRecord<byte[], byte[]> message) {
        String model = "";
        try {
            Command command = Command.parse(message.value());
            model = model(command);
            Rollout.Result result = rollout(model).apply(command);
            decide(
                    model,
                    result.after(),
                    result.accepted(),
                    "command " + command.kind().label() + (result.accepted() ? ": " : " is refused: ")
                            + result.message());
        } catch (IllegalArgumentException e) {
            decide(
                    model,
                    null,
                    false,
                    "message " + message.offset() + " of partition " + message.partition()
                            + " of the control topic is refused: " + e.getMessage());
        }
    }

    private String model(Command command) {
        String named = command.model();
        if (named == null && served.size() == 1) {
            return served.keySet().iterator().next();
        }
        if (named == null || !served.containsKey(named)) {
            throw new IllegalArgumentException(
                    (named == null ? "a command needs a model" : "no model " + named + " is served") + "; there are "
                            + String.join(", ", served.keySet()));
        }
        return named;
    }

    private void decide(String model, @Nullable Rollout after, boolean accepted, String message) {
        Deployment deployment = null;
        if (after != null) {
            Optional<Plan> plan = after.plan();
            if (plan.isPresent() && !plan.equals(rollout(model).plan())) {
                deployment = new Deployment(model, horizon.begin(), plan.get());
            }
            changed.put(model, after);
        }
        decisions.add(new Decision(
                journal.next() + decisions.size(), clock.getAsLong(), model, accepted, message, deployment));
    }

    private Rollout rollout(String model) {
        Rollout pending = changed.get(model);
        return pending == null ? journal.rollout(model) : pending;
    }

    private Map<String, String> progress() throws IOException {
        Map<String, String> progress = new TreeMap<>(announcements.progress());
        if (control != null) {
            progress.putAll(TopicOffsets.progress(CONTROL, control.positions()));
        }
        return progress;
    }

    private Set<String> kept() {
        Set<String> hashes = new HashSet<>();
        for (String model : journal.models()) {
            Rollout rollout = journal.rollout(model);
            Stream.concat(
                            rollout.known().stream(),
                            Stream.of(rollout.answer(), rollout.candidate(), rollout.previous()))
                    .forEach(version -> {
                        if (version != null) {
                            hashes.add(version.sha256());
                        }
                    });
        }
        return hashes;
    }

    @Override
    public void close() throws IOException {
        try {
            announcements.close();
        } finally {
            if (control != null) {
                control.close();
            }
        }
    }
}
