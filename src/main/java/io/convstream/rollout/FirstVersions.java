package io.convstream.rollout;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Waits for the first version of each model before a service starts: its images need classes and a size. */
public final class FirstVersions {

    private static final Duration POLL = Duration.ofSeconds(1);

    private FirstVersions() {}

    /**
     * Deploys the first usable version of each model and returns the models.
     *
     * @param models their names; empty: all that are announced when the first one is deployed
     * @param messages receives a sentence about each announced version that is not deployed, and about the wait
     * @throws IOException in one sentence, if the announcements cannot be read, or if a model file cannot be used
     */
    public static List<ServedModel> await(RolloutOptions options, Set<String> models, Consumer<String> messages)
            throws IOException {
        var journal = new Journal(options.run());
        var horizon = new Horizon(System::currentTimeMillis, Duration.ZERO);
        try (Deployer deployer = new Deployer(options, List.of(), journal, horizon, System::currentTimeMillis)) {
            boolean waiting = false;
            while (true) {
                List<Decision> refused = new ArrayList<>();
                for (Decision decision : deployer.poll(POLL)) {
                    if (decision.deployment() == null) {
                        refused.add(decision);
                        messages.accept("Model " + decision.model() + ": " + decision.message() + ".");
                    }
                }
                List<ServedModel> deployed = deployer.served().stream()
                        .filter(model -> models.isEmpty() || models.contains(model.name()))
                        .toList();
                if (deployed.size() >= Math.max(1, models.size())) {
                    return deployed;
                }
                if (!refused.isEmpty() && options.models().isFile()) {
                    throw new IOException(options.models() + " cannot be served: "
                            + refused.get(0).message());
                }
                if (!waiting) {
                    messages.accept("Waiting for the first version of "
                            + (models.isEmpty() ? "a model" : "model " + String.join(", ", models)) + " in "
                            + options.models() + " …");
                    waiting = true;
                }
            }
        }
    }
}
