package io.convstream.cli.options;

import io.convstream.JobOptions;
import io.convstream.change.ChangeOptions;
import io.convstream.failure.UsageException;
import io.convstream.image.Framing;
import io.convstream.ingest.Datasets;
import io.convstream.job.JobImages;
import io.convstream.job.Recipe;
import io.convstream.job.TrainJob;
import io.convstream.network.Hyperparameters;
import io.convstream.network.ModelDefinition;
import io.convstream.network.Networks;
import io.convstream.prepare.Augmentation;
import io.convstream.prepare.PrepareOptions;
import io.convstream.run.ResumedModel;
import io.convstream.run.RunPlan;
import io.convstream.run.RunStart;
import io.convstream.train.Fingerprint;
import io.convstream.train.TrainPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Builds a training job from its options. */
final class TrainJobFactory {

    private static final long MAX_STEPS = 1_000_000_000;
    private static final long CIFAR10_IMAGES = 50_000;

    /** The progress of a model that is not resumed. */
    private static final ResumedModel NEW = new ResumedModel(0, 0, 0, false, "", Fingerprint.UNKNOWN);

    private final TrainArguments command;
    private final int classes;
    /** Number of images of the stream; 0 if it is unbounded. */
    private final long images;

    private final List<ModelOption> models;
    private final Recipe recipe;
    private final Framing framing;
    private final InitialModels initial;
    private final Map<String, ResumedModel> resumed;
    private final List<String> notices = new ArrayList<>();

    private TrainJobFactory(
            TrainArguments command,
            InitialModels initial,
            int classes,
            long images,
            Map<String, ResumedModel> resumed) {
        this.command = command;
        this.initial = initial;
        this.classes = classes;
        this.images = images;
        this.resumed = resumed;
        models = initial.models(command.model, command.optimizer.recipe);
        // The first model decides what all models of a stream share.
        recipe = RecipeOverrides.of(command.optimizer, models.get(0));
        framing = initial.framing(command.data, recipe);
    }

    /** @param resumed the models of the checkpoint to resume from */
    static TrainJobFactory of(
            TrainArguments command, InitialModels initial, JobImages data, Map<String, ResumedModel> resumed) {
        return new TrainJobFactory(
                command, initial, data.classes().size(), data.train().size(), resumed);
    }

    /**
     * Checks networks, recipes and sizes, which do not need the images.
     *
     * @throws UsageException in one sentence
     */
    static void check(TrainArguments command, InitialModels initial) {
        boolean unbounded = command.kafka.source != null && command.kafka.bounded == null;
        new TrainJobFactory(command, initial, Datasets.CIFAR10_CLASSES.size(), unbounded ? 0 : CIFAR10_IMAGES, Map.of())
                .plans();
    }

    TrainJob job(RunStart start, JobImages data) throws IOException {
        start.requireSameImages(data.classes(), data.split());
        PrepareOptions prepare = new PrepareOptions(framing, augmentation(), command.model.seed, classes);
        Fingerprint shared = FingerprintFactory.shared(data, prepare, command, images == 0 ? 0 : epochs());
        List<TrainPlan> plans = plans().stream()
                .map(plan -> initial.start(plan, data.classes(), notices::add))
                .map(plan -> plan.withFingerprint(plan.fingerprint().and(shared)))
                .toList();
        return new TrainJob(
                start.run(),
                start.identity(),
                data.train()
                        .records(
                                images == 0 ? 1 : passes(limit()),
                                limit(),
                                trained(),
                                command.model.seed,
                                start.run().checkpoints()),
                command.data.steps != null,
                images == 0 ? 0 : passes(trained()),
                data.heldOut(),
                data.classes(),
                data.evaluatedOn(),
                new JobOptions(
                        plans,
                        command.job.workers,
                        command.data.prepareParallelism,
                        command.evaluation.evaluateParallelism,
                        command.data.skipped(),
                        new ChangeOptions(command.job.driftDetector, data.classes(), command.job.stopsOnDrift())),
                prepare,
                command.job.checkpointInterval,
                command.job.stateBackend(),
                command.output.logEvery,
                !command.output.noTensorBoard,
                command.job.patience(),
                command.kafka.outputs(classes),
                start.resume());
    }

    /** Returns the number of records that are trained, if all can be decoded. */
    private long trained() {
        return models.stream()
                .mapToLong(model -> records(model.name(), batch(model)))
                .max()
                .orElseThrow();
    }

    /**
     * Returns the number of records of the source. For steps, that is twice the records and a pass, because records that
     * cannot be decoded are not part of a step. The client stops the job after its last step; without a client it ends with
     * the records.
     */
    long limit() {
        long records = trained();
        boolean hasReserve = images > 0 && command.data.steps != null && records <= (Long.MAX_VALUE - 2 * images) / 2;
        return hasReserve ? 2 * records + images : records;
    }

    /** Returns sentences about the models that the job starts from. */
    List<String> notices() {
        return notices;
    }

    private int passes(long records) {
        return (int) Math.min(Integer.MAX_VALUE, (records + images - 1) / images);
    }

    /** Number of records of the job, if all can be decoded. */
    private long records(String model, int batch) {
        if (command.data.steps != null) {
            return resumed.getOrDefault(model, NEW).imagesAt(command.data.steps, batch);
        }
        return images == 0 ? Long.MAX_VALUE : Math.multiplyExact(epochs(), images);
    }

    private Augmentation augmentation() {
        return Objects.requireNonNullElse(command.data.augment, recipe.augmentation());
    }

    /** The part of the options that a resumed run must repeat. */
    RunPlan plan(List<TrainPlan> plans) {
        boolean counted = command.data.steps != null;
        return new RunPlan(
                counted || images == 0 ? null : Integer.valueOf(epochs()),
                command.data.steps,
                plans.stream().map(plan -> RunPlan.Model.of(plan.definition())).toList());
    }

    private int epochs() {
        return Objects.requireNonNullElseGet(
                command.data.epochs, () -> command.kafka.source == null ? recipe.epochs() : 1);
    }

    private List<TrainPlan> plans() {
        return models.stream().map(this::plan).toList();
    }

    private TrainPlan plan(ModelOption model) {
        int batch = batch(model);
        int towers = model.value("towers", Integer::valueOf)
                .or(() -> Optional.ofNullable(command.model.towers))
                .orElseGet(() -> defaultTowers(batch));
        long seed = model.value("seed", Long::valueOf).orElse(command.model.seed);
        long steps = steps(model.name(), batch);
        ModelDefinition definition;
        Hyperparameters values;
        try {
            values = RecipeOverrides.hyperparameters(command.optimizer, model, batch, steps);
            definition = new ModelDefinition(
                    model.name(),
                    values.apply(configuration(model.network(), seed)),
                    framing,
                    batch,
                    towers,
                    seed,
                    values.emaDecay(),
                    values.labelSmoothing(),
                    values.refinements().lookahead() ? steps : 0,
                    command.model.engine);
            Networks.check(definition);
            checkWorkers(definition);
        } catch (IllegalArgumentException e) {
            throw new UsageException("model " + model.name() + " (" + model.network() + "): " + e.getMessage(), e);
        }
        long every = Objects.requireNonNullElse(command.evaluation.evaluateEvery, 0L);
        return new TrainPlan(definition, steps, every, command.output.summaryEvery)
                .reacting(command.job.rateReaction())
                .withFingerprint(FingerprintFactory.of(definition, values, command.job.rateReaction()));
    }

    /** That of this machine, or the next multiple of the number of workers. */
    private int defaultTowers(int batch) {
        int workers = command.job.workers;
        return workers * Math.max(1, Math.min(batch, Networks.defaultTowers() + workers - 1) / workers);
    }

    private void checkWorkers(ModelDefinition definition) {
        int workers = command.job.workers;
        if (definition.towers() % workers != 0) {
            throw new IllegalArgumentException(definition.towers() + " towers cannot be spread evenly over " + workers
                    + " workers: give --towers a multiple of --workers");
        }
        if (workers > 1 && !Networks.engine(definition).equals("compiled")) {
            throw new IllegalArgumentException(
                    "the engine dl4j trains a model on one worker: give --workers 1, or --engine compiled if it supports all"
                            + " layers");
        }
    }

    private int batch(ModelOption model) {
        return model.value("batch-size", Integer::valueOf)
                .or(() -> Optional.ofNullable(command.model.batchSize))
                .orElseGet(() -> RecipeOverrides.of(command.optimizer, model).batchSize());
    }

    private String configuration(String network, long seed) {
        return network.equals(InitialModels.NETWORK)
                ? initial.configuration(classes)
                : NetworkOption.configuration(network, framing, classes, seed);
    }

    /** Number of steps of a model; {@link Long#MAX_VALUE} if unknown. */
    private long steps(String model, int batch) {
        if (command.data.steps != null) {
            return command.data.steps;
        }
        long records = records(model, batch);
        if (records == Long.MAX_VALUE) {
            return records;
        }
        long steps = resumed.getOrDefault(model, NEW).stepsAt(records, batch);
        if (steps > MAX_STEPS) {
            throw new UsageException(String.format(
                    Locale.ROOT,
                    "--epochs %,d of %,d images in batches of %,d are %,d steps: at most %,d",
                    epochs(),
                    images,
                    batch,
                    steps,
                    MAX_STEPS));
        }
        return steps;
    }
}
