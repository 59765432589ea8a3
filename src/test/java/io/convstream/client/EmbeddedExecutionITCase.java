package io.convstream.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.event.Event;
import io.convstream.event.EventFiles;
import io.convstream.job.TrainJobTest;
import io.convstream.modelstore.BestModelFile;
import io.convstream.run.RunFolder;
import io.convstream.run.RunStart;
import io.convstream.run.RunUse;
import io.convstream.run.StartOptions;
import io.convstream.run.StartOptions.JobPlace;
import io.convstream.storage.StoragePath;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A training job run by a program, without the command line. */
@Timeout(180)
class EmbeddedExecutionITCase {

    @TempDir
    private Path folder;

    @Test
    void aProgramRunsAJobToItsEnd() throws Exception {
        var printed = new StringWriter();
        RunStart start = RunStart.reserve(
                StoragePath.of(folder.resolve("run")),
                null,
                new StartOptions(
                        StoragePath.of(folder),
                        false,
                        JobPlace.THIS_PROCESS,
                        new RunUse(new JobManagers(), false),
                        new PrintWriter(printed, true)));
        RunFolder run = start.run();
        try {
            var completion = new RunCompletion(
                    TrainJobTest.job(run, 0, null), start, List.of("train"), null, new PrintWriter(printed, true));
            assertThat(new EmbeddedExecution(completion, InetAddress.getLoopbackAddress(), 28_200).run())
                    .isZero();
        } finally {
            start.unlock();
        }
        assertThat(printed.toString())
                .contains("Flink dashboard: http://localhost:", "Done: model tiny, 640 images in 20 steps");
        List<Event> events = new ArrayList<>();
        EventFiles.read(run.events(), events::add);
        assertThat(events).anyMatch(event -> event.step() != null).anyMatch(event -> event.evaluation() != null);
        assertThat(BestModelFile.of(run.path()).local()).isNotEmptyFile();
    }
}
