package io.convstream.modelstore;

import io.convstream.evaluate.EvaluatedModel;
import io.convstream.evaluate.Evaluation;
import io.convstream.event.Event;
import io.convstream.event.ModelAnnouncement;
import io.convstream.event.StoredModel;
import io.convstream.network.ModelDefinition;
import io.convstream.network.ModelFile;
import io.convstream.network.ModelSignature;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Stores the newest and the best model of each name in a folder of its own and announces them. Of newest and EMA
 * weights it stores those with the higher precision@1, EMA if equal. Run it with parallelism 1.
 */
public final class ModelStore extends ProcessFunction<EvaluatedModel, Event> {

    private final StoragePath folder;
    private final Map<String, ModelDefinition> definitions;
    private final ArrayList<String> classes;
    private final String evaluatedOn;
    private transient @Nullable Map<String, ModelFolder> folders;

    /**
     * Creates the store of a job.
     *
     * @param classes the class names in label order, the same for all models
     * @param evaluatedOn a description of the held-out images
     */
    public ModelStore(StoragePath folder, List<ModelDefinition> definitions, List<String> classes, String evaluatedOn) {
        this.evaluatedOn = evaluatedOn;
        this.folder = folder;
        this.definitions = definitions.stream().collect(Collectors.toMap(ModelDefinition::name, Function.identity()));
        this.classes = new ArrayList<>(classes);
    }

    @Override
    public void open(OpenContext context) {
        folders = new HashMap<>();
    }

    @Override
    public void processElement(EvaluatedModel model, Context context, Collector<Event> out) throws IOException {
        Evaluation evaluation = model.evaluation();
        ModelDefinition definition = definitions.get(evaluation.model());
        if (definition == null) {
            throw new IOException(
                    "an evaluation names model " + evaluation.model() + ", the job has " + definitions.keySet());
        }
        boolean ema = evaluation.ema().precision() >= evaluation.newest().precision();
        float[] parameters = ema ? model.snapshot().ema() : model.snapshot().parameters();
        StoredModel stored = new StoredModel(
                evaluation.step(),
                evaluation.checkpoint(),
                evaluation.bestPrecision(),
                ema ? StoredModel.Weights.EMA : StoredModel.Weights.NEWEST,
                evaluation.parametersSha256());
        ModelFolder models = folder(definition);
        models.store(stored, file -> ModelFile.write(file, definition, classes, parameters));
        models.manifestOf(stored)
                .ifPresent(manifest -> out.collect(Event.of(new ModelAnnouncement(
                        definition.name(),
                        stored.step(),
                        models.file(manifest.newest()).toString(),
                        manifest.best().equals(manifest.newest()),
                        stored.precision(),
                        stored.weights(),
                        manifest.newest().fileSha256(),
                        Instant.now()))));
    }

    private ModelFolder folder(ModelDefinition definition) throws IOException {
        Map<String, ModelFolder> opened = Objects.requireNonNull(folders, "the function is not open");
        ModelFolder models = opened.get(definition.name());
        if (models == null) {
            models = new ModelFolder(
                    folder.resolve(definition.name()),
                    options(definition),
                    new ModelSignature(classes, definition.framing()),
                    evaluatedOn);
            opened.put(definition.name(), models);
        }
        return models;
    }

    /** Returns the hyperparameters of a model that its configuration does not contain. */
    public static Map<String, String> options(ModelDefinition definition) {
        return Map.of(
                "batch-size", String.valueOf(definition.batchSize()),
                "towers", String.valueOf(definition.towers()),
                "seed", String.valueOf(definition.seed()),
                "ema-decay", String.valueOf(definition.emaDecay()),
                "label-smoothing", String.valueOf(definition.labelSmoothing()),
                "input", definition.input().toString());
    }
}
