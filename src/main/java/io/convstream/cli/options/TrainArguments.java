package io.convstream.cli.options;

import io.convstream.client.JobManagers;
import io.convstream.client.RunCompletion;
import io.convstream.failure.UsageException;
import io.convstream.job.JobImages;
import io.convstream.job.TrainJob;
import io.convstream.prepare.HeldOutImages;
import io.convstream.run.HorizonChange;
import io.convstream.run.ResumeCheck;
import io.convstream.run.ResumedModel;
import io.convstream.run.RunDescription;
import io.convstream.run.RunPlan;
import io.convstream.run.RunStart;
import io.convstream.run.RunUse;
import io.convstream.run.Runs;
import io.convstream.run.StartOptions;
import io.convstream.run.StartOptions.JobPlace;
import io.convstream.storage.StoragePath;
import io.convstream.train.Fingerprint;
import io.convstream.train.TrainPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of a training job, in the groups of the help. */
public final class TrainArguments {

    @ArgGroup(validate = false, heading = "%nData%n", order = 1)
    public final DataArguments data = new DataArguments();

    @ArgGroup(validate = false, heading = "%nKafka%n", order = 7)
    public final KafkaArguments kafka = new KafkaArguments();

    @ArgGroup(validate = false, heading = "%nModel%n", order = 2)
    public final ModelArguments model = new ModelArguments();

    @ArgGroup(validate = false, heading = "%nOptimizer%n", order = 3)
    public final OptimizerArguments optimizer = new OptimizerArguments();

    @ArgGroup(validate = false, heading = "%nJob%n", order = 4)
    public final JobArguments job = new JobArguments();

    @ArgGroup(validate = false, heading = "%nEvaluation%n", order = 5)
    public final EvaluationArguments evaluation = new EvaluationArguments();

    @ArgGroup(validate = false, heading = "%nOutput%n", order = 6)
    public final OutputArguments output = new OutputArguments();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A YAML file of options: 'name: value', with the names below without dashes. The command "
                    + "line wins.")
    @Nullable
    Path config;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    private @Nullable RunStart start;

    /**
     * Builds the job and reserves its run folder; prints the images and the run folder.
     *
     * @param checkpoints the folder that the job's cluster is configured to write checkpoints to, in which a run is started if
     *     none is named; null if there is none
     */
    public TrainJob open(JobPlace place, @Nullable String checkpoints, PrintWriter out) throws IOException {
        var use = new RunUse(new JobManagers(), output.takeOver);
        boolean isNewestResumed =
                DefaultRuns.areResumed(command().commandLine().getParseResult().originalArgs());
        boolean isUnnamed = output.run == null && job.resume == null;
        StoragePath runs = isUnnamed || isNewestResumed ? DefaultRuns.onCluster(checkpoints) : Runs.folder(null);
        RunStart opened = RunStart.reserve(
                output.run,
                isNewestResumed ? runs : job.resume,
                new StartOptions(runs, output.overwrite, place, use, out));
        try {
            TrainJob train = open(opened, out);
            start = opened;
            if (isUnnamed && !runs.isLocal()) {
                out.println(
                        "It is in the cluster's folder of checkpoints (execution.checkpointing.dir); --run names another.");
            }
            return train;
        } catch (IOException | RuntimeException e) {
            opened.rollBack();
            throw e;
        }
    }

    /** Releases the run folder for other processes. */
    public void release() throws IOException {
        if (start != null) {
            start.unlock();
        }
    }

    private TrainJob open(RunStart start, PrintWriter out) throws IOException {
        Map<String, ResumedModel> resumed = ResumedModel.read(start, job.stateBackend());
        InitialModels initial = InitialModels.read(this, start);
        TrainJobFactory.check(this, initial); // before images are found or downloaded
        JobImages images = kafka.source == null
                ? DatasetLoader.ofFiles(
                        data.data, evaluation.evaluateData, data.valSplit, kafka.clientProperties(), out)
                : DatasetLoader.ofTopic(
                        kafka.source,
                        kafka.stream(kafka.source, start.identity().kafkaPrefix(), recorded(start, resumed), out),
                        data.data,
                        evaluation.evaluateData,
                        data.valSplit,
                        kafka.clientProperties(),
                        out);
        TrainJobFactory jobs = TrainJobFactory.of(this, initial, images, resumed);
        ResumeCheck.requireUnread(start, resumed, jobs.limit());
        TrainJob train = jobs.job(start, images);
        requireHeldOut(train);
        List<TrainPlan> plans = train.options().models();
        ResumeCheck check = new ResumeCheck(start, resumed, plans);
        check.requireCompatible();
        RunDescription description = new RunDescription(
                        train.identity(),
                        train.run().path(),
                        command().commandLine().getParseResult().originalArgs(),
                        initial.recorded(RecordedOptions.of(command())),
                        jobs.plan(plans),
                        plans,
                        check.changes(),
                        images.data(),
                        images.heldOutData(),
                        images.split(),
                        images.classes(),
                        train.prepare())
                .startedFrom(start.resume() == null ? initial.parents() : start.parents());
        if (start.previous() != null) {
            requireRemaining(start, description.plan());
        }
        if (start.resume() != null) {
            check.printChanges(out);
        }
        start.commit(description, out);
        out.println("Images: " + images.name());
        out.println(images.countsLine());
        out.println(images.modelSelectionLine());
        out.println("Run folder: " + train.run().path());
        jobs.notices().forEach(out::println);
        if (start.resume() != null) {
            out.println("Resuming from " + start.resume() + " (attempt "
                    + train.identity().attempt() + ")");
        }
        return train;
    }

    /** Returns the fingerprint of the run whose range of a topic is read again; empty if the command gives another. */
    private Fingerprint recorded(RunStart start, Map<String, ResumedModel> resumed) {
        CommandLine.ParseResult given = command().commandLine().getParseResult();
        if (start.resume() == null || given.hasMatchedOption("--bounded") || given.hasMatchedOption("--from")) {
            return Fingerprint.UNKNOWN;
        }
        return Stream.concat(
                        resumed.values().stream().map(ResumedModel::fingerprint),
                        Stream.ofNullable(start.previous())
                                .flatMap(run ->
                                        run.fingerprints().values().stream().map(Fingerprint::new)))
                .filter(fingerprint -> !fingerprint.values().isEmpty())
                .findFirst()
                .orElse(Fingerprint.UNKNOWN);
    }

    private static void requireRemaining(RunStart start, @Nullable RunPlan plan) {
        RunDescription previous = Objects.requireNonNull(start.previous());
        if (previous.plan() != null && plan != null && start.resume() != null) {
            new HorizonChange(previous.plan(), plan).requireRemaining(start.resume());
        }
    }

    private static void requireHeldOut(TrainJob train) {
        try {
            HeldOutImages.requireUsable(train.heldOut(), train.prepare());
        } catch (IOException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Creates the completion of the job: report and summary. */
    public RunCompletion completion(TrainJob job, PrintWriter out) {
        List<String> typed = command().commandLine().getParseResult().originalArgs();
        return new RunCompletion(
                job,
                Objects.requireNonNull(start, "the job is open"),
                typed,
                output.noReport
                        ? null
                        : DatasetLoader.reportedRun(job.run(), job.run().name()),
                out);
    }

    public List<OptionCheck> checks() {
        List<OptionCheck> checks = new ArrayList<>();
        checks.addAll(data.checks());
        checks.addAll(kafka.checks());
        checks.addAll(model.checks());
        checks.addAll(optimizer.checks());
        checks.addAll(job.checks());
        checks.addAll(evaluation.checks());
        checks.addAll(output.checks());
        checks.add(OptionCheck.exclusive(
                "--val-split", data.valSplit, "--evaluate-data", evaluation.evaluateData != null));
        // A printed resume command keeps the --config of the run, which may hold its --init-from.
        if (command().commandLine().getParseResult().hasMatchedOption("--init-from")) {
            checks.add(OptionCheck.exclusive("--init-from", model.initFrom, "--resume", job.resume != null));
        }
        return checks;
    }

    private CommandSpec command() {
        return Objects.requireNonNull(spec, "picocli sets it before it calls");
    }
}
