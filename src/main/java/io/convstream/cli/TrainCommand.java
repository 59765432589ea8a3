package io.convstream.cli;

import io.convstream.cli.options.CheckedCommand;
import io.convstream.cli.options.DashboardArguments;
import io.convstream.cli.options.OptionCheck;
import io.convstream.cli.options.TrainArguments;
import io.convstream.client.EmbeddedExecution;
import io.convstream.job.TrainJob;
import io.convstream.run.StartOptions.JobPlace;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code convstream train}: trains in a Flink of this process. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        versionProvider = Convstream.Version.class,
        sortOptions = false,
        sortSynopsis = false,
        abbreviateSynopsis = true,
        description = {
            "Trains models on a stream of labeled images.",
            "Evaluates them during training, and writes checkpoints, events, the best and the newest "
                    + "model to one run folder.",
            "Without options it trains the network of the TensorFlow CIFAR-10 tutorial."
        },
        footerHeading = "%nExamples%n",
        footer = {
            "  convstream train --epochs 20 --run runs/a",
            "  convstream train --data images/train --evaluate-data images/test",
            "  convstream train --model 'a=cifar10;seed=1' --model 'b=cifar10;seed=2'",
            "  convstream train --config train.yaml --seed 2",
            "  convstream train --source kafka://localhost:9092/images --bounded latest --epochs 10"
        })
public final class TrainCommand implements Callable<Integer>, CheckedCommand {

    @Mixin
    public final TrainArguments arguments = new TrainArguments();

    @Mixin
    private final DashboardArguments dashboard = new DashboardArguments();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public List<OptionCheck> checks() {
        List<OptionCheck> checks = new ArrayList<>(arguments.checks());
        checks.add(OptionCheck.port("--port", dashboard.port));
        return checks;
    }

    @Override
    public Integer call() throws Exception {
        CommandSpec command = Objects.requireNonNull(spec, "picocli sets it before it calls");
        InetAddress address = dashboard.resolve();
        PrintWriter out = command.commandLine().getOut();
        try {
            TrainJob train = arguments.open(JobPlace.THIS_PROCESS, null, out);
            if (!address.isLoopbackAddress()) {
                out.println("Warning: everyone who can reach the dashboard on " + dashboard.address
                        + " sees this job; it is read-only there.");
            }
            return new EmbeddedExecution(arguments.completion(train, out), address, dashboard.port).run();
        } finally {
            arguments.release();
        }
    }
}
