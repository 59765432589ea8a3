package io.convstream.evaluate;

import io.convstream.image.LabeledImages;
import io.convstream.network.Gpus;
import io.convstream.network.ModelDefinition;
import io.convstream.snapshot.ModelSnapshot;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The worker thread's part of evaluation: lazily reads the held-out images and creates one evaluator for each model.
 */
final class EvaluationWorker implements AutoCloseable {

    private final Map<String, ModelDefinition> definitions;
    private final HeldOutSource heldOut;
    private final Supplier<Gpus> gpus;
    private final Consumer<RejectedImage> rejected;
    private final Map<String, Evaluator> evaluators = new HashMap<>();
    private @Nullable LabeledImages images;

    /**
     * @param gpus called on the first evaluation
     * @param rejected receives the held-out records that cannot be prepared, on the worker thread
     */
    EvaluationWorker(
            List<ModelDefinition> definitions,
            HeldOutSource heldOut,
            Supplier<Gpus> gpus,
            Consumer<RejectedImage> rejected) {
        this.definitions = definitions.stream().collect(Collectors.toMap(ModelDefinition::name, Function.identity()));
        this.heldOut = heldOut;
        this.gpus = gpus;
        this.rejected = rejected;
    }

    Evaluation evaluate(ModelSnapshot snapshot, long skipped) throws IOException {
        long start = System.nanoTime();
        Evaluator evaluator = evaluator(snapshot.model());
        if (images == null) {
            images = heldOut.read(rejected);
        }
        Score newest = evaluator.score(snapshot.parameters(), images);
        Score ema = evaluator.score(snapshot.ema(), images);
        return Evaluation.of(snapshot, newest, ema, (System.nanoTime() - start) / 1e9, skipped);
    }

    private Evaluator evaluator(String model) {
        Evaluator evaluator = evaluators.get(model);
        if (evaluator == null) {
            ModelDefinition definition = definitions.get(model);
            if (definition == null) {
                throw new IllegalStateException(
                        "a snapshot names model " + model + ", the job has " + definitions.keySet());
            }
            evaluator = new Evaluator(definition, 1, gpus.get());
            evaluators.put(model, evaluator);
        }
        return evaluator;
    }

    @Override
    public void close() {
        evaluators.values().forEach(Evaluator::close);
    }
}
