package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.cluster.Installation;
import io.convstream.event.Event;
import io.convstream.event.EventRecords;
import io.convstream.event.Events;
import io.convstream.image.ImageShape;
import io.convstream.network.ModelDefinition;
import io.convstream.network.Presets;
import io.convstream.storage.StoragePath;
import io.convstream.tensorboard.TensorBoardEvaluationSink;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TensorBoard files on a real S3 server, which has neither append nor rename. */
class TensorBoardObjectStorageITCase {

    private static final int EVALUATIONS = 150;
    private static final long SECONDS = 400;
    private static final ImageShape INPUT = new ImageShape(24, 24, 3);

    @TempDir
    private static Path folder;

    @Test
    @SuppressWarnings({"NullAway", "try"}) // The sink uses no context; Flink's SinkWriter closes with any exception.
    void theFilesOfFiveMinutesAreMergedIntoFew() throws Exception {
        S3Server s3 = S3Server.start(folder.resolve("s3"));
        try {
            new Installation(folder.resolve("s3"), folder.resolve("s3")).loadFileSystems();
            StoragePath boards = StoragePath.parse("s3://" + S3Server.BUCKET + "/tensorboard");
            var model = new ModelDefinition(
                    "tutorial", Presets.configuration("cifar10", INPUT, 2, 1), INPUT, 4, 1, 7, 0.9, 0);
            var sink = new TensorBoardEvaluationSink(boards, List.of(model), List.of("cat", "dog"));
            try (SinkWriter<Event> writer = sink.createWriter(null)) {
                for (int i = 0; i < EVALUATIONS; i++) {
                    writer.write(Event.of(Events.evaluation(i, Events.START.plusSeconds(i * SECONDS))), null);
                }
                List<StoragePath.Entry> before;
                List<StoragePath.Entry> now = boards.resolve("eval").list();
                do { // closing would end the merging, which has a thread of its own
                    Thread.sleep(3_000);
                    before = now;
                    now = boards.resolve("eval").list();
                } while (!now.equals(before));
            }
            List<StoragePath.Entry> objects = boards.resolve("eval").list();
            assertThat(objects).hasSizeBetween(2, 100);
            Path copies = Files.createDirectory(folder.resolve("copies"));
            for (StoragePath.Entry object : objects) {
                try (OutputStream out =
                        Files.newOutputStream(copies.resolve(object.path().name()))) {
                    object.path().copyTo(out);
                }
            }
            assertThat(EventRecords.steps(copies, "Precision @ 1"))
                    .isEqualTo(LongStream.range(0, EVALUATIONS).boxed().toList());
        } finally {
            s3.kill();
            Files.delete(folder.resolve("s3/plugins")); // a link
        }
    }
}
