package io.convstream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.cluster.RemoteFlink;
import io.convstream.run.RunFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that fail or are cancelled. */
@Timeout(180)
class EmbeddedFlinkITCase {

    private static final CountDownLatch HANGING = new CountDownLatch(1);
    private static final CountDownLatch RELEASED = new CountDownLatch(1);

    @TempDir
    private Path folder;

    @Tag("soak")
    @Test
    void aDeadTaskManagerFailsTheJob() throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(TaskManagerOptions.TASK_CANCELLATION_TIMEOUT, Duration.ofSeconds(1));
        try (var flink = new EmbeddedFlink(configuration, 2, InetAddress.getLoopbackAddress(), 28_000)) {
            // One task fails, another does not end: Flink ends the TaskManager, and the job waits for a new one.
            Configuration restarting = new Configuration();
            restarting.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
            EmbeddedJob job = flink.submit(graph(restarting, 2, new HangOrFail()));

            assertThatThrownBy(job::result)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the embedded Flink has died");
        } finally {
            RELEASED.countDown();
        }
    }

    @Test
    @SuppressWarnings("try") // Flink's close() declares Exception.
    void aCancelledJobHasFailed() throws Exception {
        var configuration = new Configuration();
        configuration.set(RestOptions.BIND_PORT, "0");
        var run = RunFolder.of(folder);
        Files.createDirectories(run.checkpoints().local().resolve("job/chk-7"));
        Files.createFile(run.checkpoints().local().resolve("job/chk-7/_metadata"));
        var printed = new StringWriter();
        try (var flink = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .build())) {
            flink.start();
            JobID job = flink.submitJob(
                            graph(configuration, 1, number -> number).getJobGraph())
                    .get()
                    .getJobID();
            flink.cancelJob(job).get();

            assertThat(new JobOutcome(flink.requestJobResult(job).get(), run).failure())
                    .hasValueSatisfying(failure -> assertThat(failure).hasMessage("The job was cancelled."));
            var running = new RunningJob(job, run, 0, 0, "resume it");
            int port = flink.getRestAddress().get().getPort();
            try (var remote = new RemoteFlink("localhost", port)) {
                var watch = new JobWatch(remote, running, false, new PrintWriter(printed, true));
                assertThatThrownBy(watch::run).hasMessage("The job was cancelled.");
            }
        }
        assertThat(printed.toString()).contains("To resume from the last checkpoint: resume it");
    }

    private static StreamGraph graph(Configuration configuration, int parallelism, MapFunction<Long, Long> mapping) {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(parallelism);
        env.fromSequence(0, Long.MAX_VALUE)
                .rebalance() // or each subtask would restart alone
                .map(mapping)
                .returns(Long.class)
                .sinkTo(new DiscardingSink<>());
        return env.getStreamGraph();
    }

    /** One subtask fails after the other hangs, ignoring interrupts. */
    private static final class HangOrFail extends RichMapFunction<Long, Long> {

        private static final long serialVersionUID = 1;

        @Override
        public Long map(Long number) throws InterruptedException {
            if (getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() > 0) {
                HANGING.await();
                throw new IllegalStateException("this one fails");
            }
            HANGING.countDown();
            while (RELEASED.getCount() > 0) {
                try {
                    RELEASED.await();
                } catch (InterruptedException e) {
                    // Flink terminates a TaskManager whose task ignores interrupts.
                }
            }
            return number;
        }
    }
}
