package io.convstream.cli.options;

import io.convstream.failure.UsageException;
import io.convstream.image.Framing;
import io.convstream.job.Recipe;
import io.convstream.network.ModelTransfer;
import io.convstream.run.RunDescription;
import io.convstream.run.RunParent;
import io.convstream.run.RunPlan;
import io.convstream.run.RunStart;
import io.convstream.storage.StoragePath;
import io.convstream.train.TrainPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/**
 * What the models of a job start from: nothing, model files ({@code --init-from}), or the run that is resumed.
 *
 * @param shared the file of all models that have none of their own; null if there is none
 * @param own the files of single models, by name
 * @param resumed the run that is resumed; null for a new run
 */
record InitialModels(
        @Nullable InitialModel shared,
        Map<String, InitialModel> own,
        @Nullable RunDescription resumed) {

    /** The recorded value of {@code --network} if the network was that of the model file. */
    static final String NETWORK = "init-from";

    /** Name of the class of DL4J in a configuration's JSON. */
    private static final String BATCH_NORMALIZATION = "BatchNormalization";

    /**
     * Reads the model files of a new run.
     *
     * @throws UsageException in one sentence, if a file cannot be used
     */
    static InitialModels read(TrainArguments command, RunStart start) throws IOException {
        if (start.resume() != null) {
            return new InitialModels(null, Map.of(), start.previous());
        }
        Framing framing = FramingOptions.of(
                command.data, Objects.requireNonNullElse(command.optimizer.recipe, Recipe.FAST), Optional.empty());
        Map<String, InitialModel> own = new LinkedHashMap<>();
        for (ModelOption model : command.model.models) {
            String file = model.options().get("init-from");
            if (file != null) {
                own.put(model.name(), InitialModel.read(path(model, file), framing));
            }
        }
        StoragePath file = command.model.initFrom;
        return new InitialModels(file == null ? null : InitialModel.read(file, framing), own, null);
    }

    private static StoragePath path(ModelOption model, String file) {
        try {
            return PathConverter.storage(file);
        } catch (TypeConversionException e) {
            throw new UsageException("--model " + model.name() + ": init-from=" + e.getMessage(), e);
        }
    }

    /** Returns the models of a command. */
    List<ModelOption> models(ModelArguments options, @Nullable Recipe recipe) {
        if (!options.models.isEmpty()) {
            return options.models;
        }
        String network = options.network;
        if (!givesNetwork(network)) {
            return List.of(ModelOption.alone(Objects.requireNonNullElse(network, "cifar10")));
        }
        boolean isNormalized = recipe == null && recorded().contains(BATCH_NORMALIZATION);
        return List.of(new ModelOption(
                shared == null ? resumedModel().name() : shared.name(),
                NETWORK,
                isNormalized ? Map.of("recipe", Recipe.PRECISE.toString()) : Map.of()));
    }

    private boolean givesNetwork(@Nullable String network) {
        return shared != null ? network == null : resumed != null && NETWORK.equals(network);
    }

    private RunPlan.Model resumedModel() {
        RunPlan plan = Objects.requireNonNull(Objects.requireNonNull(resumed).plan());
        return plan.models().get(0);
    }

    /** Returns the configuration of the file or of the run that is resumed. */
    private String recorded() {
        return shared == null ? resumedModel().network() : shared.content().configuration();
    }

    /** Returns the configuration of the network named {@link #NETWORK}, for a number of classes. */
    String configuration(int classes) {
        return ModelTransfer.withClasses(recorded(), classes);
    }

    /** Returns the options to record, from which a resumed run finds its network. */
    Map<String, List<String>> recorded(Map<String, List<String>> options) {
        if (shared == null || options.containsKey("network") || options.containsKey("model")) {
            return options;
        }
        options.put("network", List.of(NETWORK));
        return options;
    }

    /**
     * Returns how images are framed: by options, by the model or run that the job starts from, or by the recipe.
     *
     * @throws UsageException if the sizes do not fit together, or are not those of a model file
     */
    Framing framing(DataArguments options, Recipe recipe) {
        if (resumed != null) {
            return FramingOptions.of(
                    options, recipe, Optional.of(resumed.prepare().framing()));
        }
        List<InitialModel> files = new ArrayList<>(own.values());
        if (shared != null) {
            files.add(shared);
        }
        Optional<Framing> recorded =
                files.stream().flatMap(file -> file.framing().stream()).findFirst();
        Framing framing = FramingOptions.of(options, recipe, recorded);
        files.forEach(file -> file.requireFraming(framing));
        return framing;
    }

    /** Returns the files, with the runs that wrote them. */
    List<RunParent> parents() {
        List<RunParent> parents = new ArrayList<>();
        if (shared != null) {
            parents.add(shared.parent());
        }
        for (InitialModel file : own.values()) {
            parents.add(file.parent());
        }
        return parents;
    }

    /**
     * Returns the training of a model from the parameters of its file, if it has one.
     *
     * @param classes of the job, in label order
     * @param out receives sentences for the user
     */
    TrainPlan start(TrainPlan plan, List<String> classes, Consumer<String> out) {
        InitialModel file = own.getOrDefault(plan.definition().name(), shared);
        return file == null ? plan : plan.startingFrom(file.parameters(plan.definition(), classes, out));
    }
}
