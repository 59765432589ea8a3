package io.convstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.run.RunSchemaTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs on files that are continued after their end, with more epochs or steps. */
@Timeout(180)
class ContinuedRunITCase {

    /** No multiple of a batch size, so that the last batch is incomplete. */
    private static final int IMAGES = 330;

    @TempDir
    private Path folder;

    private SmallRuns runs;

    @BeforeEach
    void writeImages() throws IOException {
        runs = new SmallRuns(folder, IMAGES);
    }

    @Test
    void moreEpochsEqualARunThatHadThemFromTheStart() throws Exception {
        String[] models = {"--model=a=tiny;batch-size=32", "--model=b=tiny;batch-size=48;seed=3"};
        runs.train("short", "--epochs=2", models[0], models[1]);
        runs.resume("short", "--epochs=4");
        assertThat(runs.printed()).contains("The run now ends after 4 epochs (was 2 epochs).\n");
        runs.train("long", "--epochs=4", models[0], models[1]);
        assertThat(runs.last("short")).isEqualTo(runs.last("long")).containsOnlyKeys("a", "b");
    }

    @Test
    void moreStepsEqualARunThatHadThemFromTheStartDespiteUnreadableImages() throws Exception {
        runs.corruptLabels();
        runs.train("short", "--steps=7", "--network=tiny");
        runs.resume("short", "--steps=19");
        runs.train("long", "--steps=19", "--network=tiny");
        assertThat(runs.last("short")).isEqualTo(runs.last("long")).isNotEmpty();
    }

    @Test
    void aCompleteRunIsNotResumedWithoutALaterEnd() throws Exception {
        runs.train("a", "--epochs=1", "--network=tiny");
        Map<String, String> before = runs.last("a");
        assertThat(runs.execute("train", "--resume=" + runs.run("a"))).isNotZero();
        assertThat(runs.printed()).contains("is complete, after 1 epoch: to continue it, give more --epochs");
        assertThat(runs.execute("train", "--resume=" + runs.run("a"), "--epochs=1"))
                .isNotZero();
        assertThat(runs.last("a")).isEqualTo(before);
    }

    @Test
    void learningRatesThatDependOnTheEndArePlannedAnew() throws Exception {
        runs.train("a", "--epochs=1", "--network=tiny", "--schedule=cosine");
        runs.resume("a", "--epochs=2");
        assertThat(runs.printed()).contains("was 1 epoch). Its learning rates are planned anew for that end");
        RunSchemaTest.assertConforms(runs.run("a"));
    }

    @Test
    void aRunThatStoppedEarlyIsContinuedToItsEnd() throws Exception {
        runs.train("long", "--epochs=300", "--network=tiny");
        runs.train(
                "early",
                "--epochs=300",
                "--network=tiny",
                "--checkpoint-interval=100ms",
                "--early-stopping-patience=1");
        assertThat(runs.printed()).contains("Early stopping: no improvement in 1 evaluations", "Savepoint: file:");
        assertThat(runs.last("early")).isNotEqualTo(runs.last("long"));
        runs.resume("early", "--early-stopping-patience=0");
        assertThat(runs.last("early")).isEqualTo(runs.last("long")).isNotEmpty();
    }

    @Test
    void anEndBeforeTheImagesThatWereReadIsRefusedAndChangesNothing() throws Exception {
        runs.train("a", "--epochs=2", "--model=a=tiny;batch-size=32", "--model=b=tiny;batch-size=400");
        assertRefused(
                "--epochs=1", "other options: it has read 660 images, but would end after 330; leave out --epochs");
        assertRefused(
                "--steps=1", "other options: model a has done 20 steps, but would end after 1; leave out --epochs");
    }

    @Test
    void moreStepsAreRefusedIfAModelHasDroppedImagesAndNothingIsChanged() throws Exception {
        runs.train("a", "--steps=10", "--model=a=tiny;batch-size=32", "--model=b=tiny;batch-size=48");
        assertRefused("--steps=20", "model a had trained its last step, 10, while others continued");
    }

    /** Refuses to resume run {@code a}, and leaves its description as it was. */
    private void assertRefused(String end, String sentence) throws Exception {
        String before = Files.readString(runs.run("a").resolve("run.json"));
        assertThat(runs.execute("train", "--resume=" + runs.run("a"), end, "--no-report", "--port=28300"))
                .isEqualTo(2);
        assertThat(runs.printed()).contains(sentence);
        assertThat(runs.run("a").resolve("run.json")).hasContent(before);
    }
}
