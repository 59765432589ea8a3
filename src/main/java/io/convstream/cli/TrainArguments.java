package io.convstream.cli;

import io.convstream.prepare.HeldOutPictures;
import io.convstream.publish.RunDescription;
import io.convstream.train.TrainPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of a training job, wherever it runs, in the groups of the help. */
final class TrainArguments {

    @ArgGroup(validate = false, heading = "%nData%n", order = 1)
    final DataArguments data = new DataArguments();

    @ArgGroup(validate = false, heading = "%nKafka%n", order = 7)
    final KafkaArguments kafka = new KafkaArguments();

    @ArgGroup(validate = false, heading = "%nModel%n", order = 2)
    final ModelArguments model = new ModelArguments();

    @ArgGroup(validate = false, heading = "%nOptimiser%n", order = 3)
    final OptimiserArguments optimiser = new OptimiserArguments();

    @ArgGroup(validate = false, heading = "%nJob%n", order = 4)
    final JobArguments job = new JobArguments();

    @ArgGroup(validate = false, heading = "%nEvaluation%n", order = 5)
    final EvaluationArguments evaluation = new EvaluationArguments();

    @ArgGroup(validate = false, heading = "%nOutput%n", order = 6)
    final OutputArguments output = new OutputArguments();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A YAML file with options, 'name: value' with the names below and without the dashes; the "
                    + "command line wins.")
    @Nullable
    Path config;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    private @Nullable RunStart start;

    /**
     * The job that was asked for, with its run folder made and locked; says on {@code out} what it learns from and where
     * it goes.
     */
    TrainJob open(PrintWriter out) throws IOException {
        return open(false, out);
    }

    /** @param again whether Flink may start the same command again in the same folder */
    TrainJob open(boolean again, PrintWriter out) throws IOException {
        RunStart begun = RunStart.of(output.run, job.resume, output.overwrite, again);
        try {
            TrainJob train = open(begun, out);
            start = begun;
            return train;
        } catch (IOException | RuntimeException e) {
            begun.abandon();
            throw e;
        }
    }

    /** Lets others have the run folder. */
    void release() throws IOException {
        if (start != null) {
            start.release();
        }
    }

    private TrainJob open(RunStart start, PrintWriter out) throws IOException {
        TrainJobs.check(this); // before images are looked for, and perhaps downloaded
        TrainingPictures pictures = kafka.source == null
                ? DataChoice.open(data.data, evaluation.evaluateData, data.valSplit, kafka.clientProperties(), out)
                : DataChoice.heldOut(
                        kafka.source,
                        kafka.stream(kafka.source, start.identity().kafkaPrefix(), out),
                        data.data,
                        evaluation.evaluateData,
                        data.valSplit,
                        kafka.clientProperties(),
                        out);
        TrainJobs jobs = TrainJobs.of(this, pictures);
        TrainJob train = jobs.job(start, pictures);
        requireHeldOut(train);
        List<TrainPlan> plans = train.options().models();
        var description = new RunDescription(
                train.identity(),
                train.run().path(),
                command().commandLine().getParseResult().originalArgs(),
                RecordedOptions.of(command()),
                jobs.plan(plans, pictures.train()),
                pictures.choice(),
                pictures.heldOutChoice(),
                pictures.split(),
                pictures.classes(),
                train.prepare());
        if (start.before() != null) {
            var check = new ResumeCheck(
                    start.before(),
                    description,
                    plans.stream().map(TrainPlan::definition).toList());
            check.refuse();
            check.print(out);
        }
        start.begin(description, out);
        out.println("Pictures: " + pictures.name());
        out.println(pictures.counts());
        out.println(pictures.choosing());
        out.println("Run folder: " + train.run().path());
        if (start.resume() != null) {
            out.println("Resuming from " + start.resume() + " (attempt "
                    + train.identity().attempt() + ")");
        }
        return train;
    }

    private static void requireHeldOut(TrainJob train) {
        try {
            HeldOutPictures.requireUsable(train.heldOut(), train.prepare());
        } catch (IOException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    /** What is to be done when the job has ended. */
    RunEnd end(TrainJob job, PrintWriter out) {
        List<String> given = command().commandLine().getParseResult().originalArgs();
        return new RunEnd(job, given, !output.noReport, out);
    }

    List<Range> ranges() {
        List<Range> ranges = new ArrayList<>();
        ranges.addAll(data.ranges());
        ranges.addAll(kafka.ranges());
        ranges.addAll(model.ranges());
        ranges.addAll(optimiser.ranges());
        ranges.addAll(job.ranges());
        ranges.addAll(evaluation.ranges());
        ranges.addAll(output.ranges());
        ranges.add(new Range(
                "--val-split",
                data.valSplit,
                data.valSplit == null || evaluation.evaluateData == null,
                "left out if --evaluate-data is given"));
        return ranges;
    }

    private CommandSpec command() {
        return Objects.requireNonNull(spec, "picocli sets it before it calls");
    }
}
