package io.convstream.cli;

import io.convstream.failure.UsageException;
import io.convstream.job.TrainJob;
import io.convstream.run.ResumeCommand;
import io.convstream.run.RunFolder;
import io.convstream.run.StartOptions.JobPlace;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * Main class of the job jar: {@code flink run convstream.jar train OPTIONS}. Errors are thrown; Flink reports them to the
 * client that submitted the job.
 */
public final class ClusterJob {

    private ClusterJob() {}

    public static void main(String[] arguments) throws Exception {
        CommandLine commandLine = Convstream.commandLine(arguments);
        ParseResult parsed = commandLine.parseArgs(arguments);
        if (CommandLine.printHelpIfRequested(parsed)) {
            return;
        }
        if (parsed.subcommand() == null
                || !(parsed.subcommand().commandSpec().userObject() instanceof TrainCommand train)) {
            throw new UsageException("Flink runs only the command train: flink run … convstream.jar train OPTIONS");
        }
        ReadableConfig flink =
                StreamExecutionEnvironment.getExecutionEnvironment().getConfiguration();
        TrainJob job = train.arguments.open(
                mayBeRestart(flink) ? JobPlace.RESTARTING_CLUSTER : JobPlace.CLUSTER,
                flink.get(CheckpointingOptions.CHECKPOINTS_DIRECTORY),
                commandLine.getOut());
        train.arguments.release(); // the job runs in other processes
        if (!job.endsByItself()) {
            throw new UsageException(
                    "--early-stopping-patience and --steps of an unbounded stream need a client that stops the job: use "
                            + "convstream submit");
        }
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(
                job.configuration(resumeCommand(arguments, job.run())));
        env.registerJobListener(new SubmissionRecord(job.run(), job.identity(), env.getConfiguration()));
        env.execute(job.graph(env, job.sinks(false)));
    }

    /**
     * Whether Flink may have run the same command before: the JobManager of an application does so after a failover, and
     * {@code flink run -s} restores a savepoint.
     */
    private static boolean mayBeRestart(ReadableConfig flink) {
        return "embedded".equals(flink.get(DeploymentOptions.TARGET))
                || flink.getOptional(StateRecoveryOptions.SAVEPOINT_PATH).isPresent();
    }

    private static String resumeCommand(String[] arguments, RunFolder run) {
        List<String> submit = new ArrayList<>(List.of(arguments));
        submit.set(submit.indexOf("train"), "submit");
        return ResumeCommand.of(submit, run);
    }
}
