package io.convstream.cli.options;

import io.convstream.JobOptions;
import io.convstream.failure.UsageException;
import io.convstream.image.Framing;
import io.convstream.ingest.Datasets;
import io.convstream.job.JobImages;
import io.convstream.job.Recipe;
import io.convstream.job.TrainJob;
import io.convstream.job.TrainingStream;
import io.convstream.network.Hyperparameters;
import io.convstream.network.ModelDefinition;
import io.convstream.network.Networks;
import io.convstream.network.Presets;
import io.convstream.prepare.Augmentation;
import io.convstream.prepare.PrepareOptions;
import io.convstream.run.RunPlan;
import io.convstream.run.RunStart;
import io.convstream.storage.TextFile;
import io.convstream.train.TrainPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Makes a job of what the user asked for. */
final class TrainJobFactory {

    private static final long MOST_STEPS = 1_000_000_000;
    private static final long CIFAR10_IMAGES = 50_000;

    private final TrainArguments command;
    private final int classes;
    /** How many images the stream has; 0 if it never ends. */
    private final long images;

    private final List<ModelChoice> models;
    private final Recipe recipe;
    private final Framing framing;

    private TrainJobFactory(TrainArguments command, int classes, long images) {
        this.command = command;
        this.classes = classes;
        this.images = images;
        models = command.model.models.isEmpty()
                ? List.of(ModelChoice.alone(Objects.requireNonNullElse(command.model.network, "cifar10")))
                : command.model.models;
        // What all models of a stream share follows the first.
        recipe = RecipeChoice.of(command.optimizer, models.get(0));
        framing = framing();
    }

    static TrainJobFactory of(TrainArguments command, JobImages data) {
        return new TrainJobFactory(command, data.classes().size(), data.train().size());
    }

    /**
     * Checks all that can be checked without the images: networks, recipes, sizes.
     *
     * @throws UsageException in one sentence
     */
    static void check(TrainArguments command) {
        boolean endless = command.kafka.source != null && command.kafka.until == null;
        new TrainJobFactory(command, Datasets.CIFAR10_CLASSES.size(), endless ? 0 : CIFAR10_IMAGES).plans();
    }

    TrainJob job(RunStart start, JobImages data) throws IOException {
        start.requireSameImages(data.classes(), data.split());
        List<TrainPlan> plans = plans();
        int batch = plans.stream()
                .mapToInt(plan -> plan.definition().batchSize())
                .max()
                .orElseThrow();
        long records = records(batch);
        boolean endless = images == 0;
        long read = endless || command.data.steps == null ? records : withSpare(records);
        return new TrainJob(
                start.run(),
                start.identity(),
                data.train().records(endless ? 1 : passes(read), read, records, command.model.seed),
                command.data.steps != null,
                endless ? 0 : passes(records),
                data.heldOut(),
                data.classes(),
                data.evaluatedOn(),
                new JobOptions(plans, command.data.prepareParallelism, command.evaluation.evaluateParallelism),
                new PrepareOptions(framing, augmentation(), command.model.seed, classes),
                command.job.checkpointInterval,
                command.job.stateBackend.name().toLowerCase(Locale.ROOT),
                command.output.logEvery,
                !command.output.noTensorBoard,
                command.job.earlyStoppingPatience == null ? 0 : command.job.earlyStoppingPatience,
                command.kafka.outputs(classes),
                start.resume());
    }

    /**
     * Bad records take no part in a step, so as many again are there, and a pass more: whoever watches the job stops it
     * when its steps are done. Nobody may, so there is an end.
     */
    private long withSpare(long records) {
        return records > (Long.MAX_VALUE - 2 * images) / 2 ? records : 2 * records + images;
    }

    private int passes(long records) {
        return (int) Math.min(Integer.MAX_VALUE, (records + images - 1) / images);
    }

    /** How many records the job takes in all, if none is bad. */
    private long records(int batch) {
        if (command.data.steps != null) {
            return Math.multiplyExact(command.data.steps, (long) batch);
        }
        return images == 0 ? Long.MAX_VALUE : Math.multiplyExact(epochs(), images);
    }

    private Augmentation augmentation() {
        return Objects.requireNonNullElse(command.data.augment, recipe.augmentation());
    }

    /** What a resumed run must train too. */
    RunPlan plan(List<TrainPlan> plans, TrainingStream stream) {
        boolean counted = command.data.steps != null;
        return new RunPlan(
                stream.fingerprint(),
                counted || images == 0 ? null : Integer.valueOf(epochs()),
                command.data.steps,
                plans.stream().map(plan -> RunPlan.Model.of(plan.definition())).toList());
    }

    private int epochs() {
        if (command.data.epochs != null) {
            return command.data.epochs;
        }
        if (command.kafka.source != null) {
            return 1;
        }
        return recipe.epochs();
    }

    private Framing framing() {
        DataArguments asked = command.data;
        try {
            return Framing.of(
                    Objects.requireNonNullElse(asked.imageSize, recipe.imageSize()),
                    Objects.requireNonNullElse(asked.padding, recipe.padding()),
                    Objects.requireNonNullElse(asked.cropSize, recipe.cropSize()));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--image-size, --padding, --crop-size: " + e.getMessage(), e);
        }
    }

    private List<TrainPlan> plans() {
        return models.stream().map(this::plan).toList();
    }

    private TrainPlan plan(ModelChoice model) {
        Map<String, String> own = model.options();
        int batch = RecipeChoice.own(own, "batch-size", Integer::valueOf).orElse(command.model.batchSize);
        int towers = RecipeChoice.own(own, "towers", Integer::valueOf)
                .or(() -> Optional.ofNullable(command.model.towers))
                .orElseGet(() -> Math.min(batch, Networks.defaultTowers()));
        long seed = RecipeChoice.own(own, "seed", Long::valueOf).orElse(command.model.seed);
        long steps = steps(batch);
        ModelDefinition definition;
        try {
            Hyperparameters values = RecipeChoice.hyperparameters(command.optimizer, model, batch, steps);
            definition = new ModelDefinition(
                    model.name(),
                    values.apply(configuration(model.network(), seed)),
                    framing,
                    batch,
                    towers,
                    seed,
                    values.emaDecay(),
                    values.labelSmoothing(),
                    command.model.shareGpu);
            Networks.check(definition);
        } catch (IllegalArgumentException e) {
            throw new UsageException("model " + model.name() + " (" + model.network() + "): " + e.getMessage(), e);
        }
        long every = command.evaluation.evaluateEvery == null ? 0 : command.evaluation.evaluateEvery;
        return new TrainPlan(definition, steps, every, command.output.summaryEvery);
    }

    /** How many steps a model takes; the highest number where nobody knows. */
    private long steps(int batch) {
        if (command.data.steps != null) {
            return command.data.steps;
        }
        long records = records(batch);
        if (records == Long.MAX_VALUE) {
            return records;
        }
        long steps = (records + batch - 1) / batch;
        if (steps > MOST_STEPS) {
            throw new UsageException(String.format(
                    Locale.ROOT,
                    "--epochs %,d of %,d images in batches of %,d are %,d steps: at most %,d",
                    epochs(),
                    images,
                    batch,
                    steps,
                    MOST_STEPS));
        }
        return steps;
    }

    /** A preset's configuration, or that of a JSON file. */
    private String configuration(String network, long seed) {
        if (Presets.names().contains(network)) {
            return Presets.configuration(network, framing.crop(), classes, seed);
        }
        Path file = local(network);
        if (!Files.isRegularFile(file)) {
            throw new UsageException("--network " + network + " is neither a preset ("
                    + String.join(", ", Presets.names()) + ") nor a file with a DL4J configuration as JSON"
                    + Nearest.question(network, Presets.names()));
        }
        try {
            return TextFile.read(file);
        } catch (IOException e) {
            throw new UsageException("--network: " + e.getMessage(), e);
        }
    }

    private static Path local(String network) {
        try {
            return LocalPath.parse(network);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--network " + e.getMessage(), e);
        }
    }
}
