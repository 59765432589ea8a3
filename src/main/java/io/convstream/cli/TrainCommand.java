package io.convstream.cli;

import io.convstream.publish.RunDescription;
import io.convstream.report.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code convstream train}: the options of a training job, in the groups of its help. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        versionProvider = Convstream.Version.class,
        sortOptions = false,
        sortSynopsis = false,
        abbreviateSynopsis = true,
        description = {
            "Trains one or more models on a stream of labelled pictures, evaluates each as it learns, and keeps "
                    + "everything in one folder: checkpoints, events, the best and the newest model.",
            "Without options it trains the network of the TensorFlow CIFAR-10 tutorial."
        },
        footerHeading = "%nExamples%n",
        footer = {
            "  convstream train --epochs 20 --run runs/a",
            "  convstream train --data pictures/train --evaluate-data pictures/test",
            "  convstream train --model 'a=cifar10;seed=1' --model 'b=cifar10;seed=2'",
            "  convstream train --config train.yaml --seed 2",
            "  convstream train --source kafka://localhost:9092/pictures --until latest --epochs 10"
        })
final class TrainCommand implements Callable<Integer> {

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

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        check();
        PrintWriter out = required(spec).commandLine().getOut();
        TrainingPictures pictures = kafka.source == null
                ? DataChoice.open(data.data, evaluation.evaluateData, out)
                : DataChoice.heldOut(kafka.source, kafka.stream(kafka.source), data.data, evaluation.evaluateData, out);
        TrainJob train = new TrainJobs(this, pictures).job();
        train.run().create();
        out.println("Pictures: " + pictures.name());
        out.println("Run folder: " + train.run().path());
        List<String> arguments = required(spec).commandLine().getParseResult().originalArgs();
        new RunDescription(
                        arguments,
                        pictures.choice(),
                        pictures.heldOutChoice(),
                        pictures.heldOut().classNames(),
                        train.prepare())
                .write(train.run().description());
        int exitCode = new Training(train, ResumeCommand.of(arguments, train.run()), out).run();
        if (!output.noReport) {
            report(train.run(), out);
        }
        return exitCode;
    }

    /** The run itself is done and whole: a report that fails does not make it a failure. */
    private static void report(RunFolder run, PrintWriter out) {
        try {
            Report.of(List.of(ReportCommand.reported(run, run.name())), ModelArguments.cores())
                    .writePage(run.report());
            out.println("Report:  " + run.report());
        } catch (IOException e) {
            out.println("No report: " + e.getMessage());
        }
        out.flush();
    }

    private static CommandSpec required(@Nullable CommandSpec spec) {
        return Objects.requireNonNull(spec, "picocli sets it before it calls");
    }

    /** Refuses values outside their range. */
    void check() {
        List<Range> ranges = new ArrayList<>();
        ranges.addAll(data.ranges());
        ranges.addAll(kafka.ranges());
        ranges.addAll(model.ranges());
        ranges.addAll(optimiser.ranges());
        ranges.addAll(job.ranges());
        ranges.addAll(evaluation.ranges());
        ranges.addAll(output.ranges());
        if (spec != null) {
            for (Range range : ranges) {
                range.check(spec);
            }
        }
    }
}
