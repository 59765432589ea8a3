package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that start in the same run folder on a real S3 server. */
@Tag("soak")
@Timeout(300)
class RunLockS3ITCase {

    private static final String RUN = "s3://" + S3Server.BUCKET + "/runs/";

    @TempDir
    private static Path folder;

    private static S3Server s3;

    @BeforeAll
    static void startServer() throws Exception {
        s3 = S3Server.start(folder.resolve("s3"));
    }

    @AfterAll
    static void stopServer() throws Exception {
        s3.kill();
        Files.delete(folder.resolve("s3/plugins")); // a link
    }

    @Test
    void oneOfTwoThatStartTogetherWinsAndFreesTheFolderWhenItIsKilled() throws Exception {
        List<RunProcess> both = List.of(train("first", "--run=" + RUN + "a"), train("second", "--run=" + RUN + "a"));
        while (both.stream().allMatch(RunProcess::isAlive)) {
            Thread.sleep(100);
        }
        RunProcess loser = both.get(both.get(0).isAlive() ? 1 : 0);
        RunProcess winner = both.get(both.get(0).isAlive() ? 0 : 1);
        assertThat(loser.await()).describedAs(loser.output()).isEqualTo(2);
        assertThat(loser.output())
                .contains("run folder " + RUN + "a is in use by process "
                        + winner.handle().pid() + " on ");
        while (!hasCheckpoint()) {
            assertThat(winner.isAlive()).describedAs(winner.output()).isTrue();
            Thread.sleep(200);
        }
        winner.kill();
        RunProcess early = train("early", "--resume=" + RUN + "a");
        assertThat(early.await()).describedAs(early.output()).isEqualTo(2);
        assertThat(early.output())
                .contains("is in use by process " + winner.handle().pid() + " on ");
        Thread.sleep(60_000);
        RunProcess late = train("late", "--resume=" + RUN + "a", "--epochs=1");
        late.await();
        assertThat(late.output())
                .contains("Taking over run folder " + RUN + "a from process "
                        + winner.handle().pid());
    }

    private static boolean hasCheckpoint() throws IOException {
        try (Stream<Path> files = Files.walk(s3.objects())) {
            return files.anyMatch(file -> file.endsWith("_metadata"));
        } catch (UncheckedIOException e) {
            return false; // a checkpoint was removed meanwhile
        }
    }

    private static RunProcess train(String name, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("train"));
        arguments.addAll(List.of(options));
        if (!options[0].startsWith("--resume")) {
            arguments.addAll(List.of(
                    "--data=shapes", "--network=tiny", "--towers=1", "--epochs=1000", "--checkpoint-interval=1s"));
        }
        return RunProcess.start(folder.resolve(name + ".log"), arguments, s3.environment());
    }
}
