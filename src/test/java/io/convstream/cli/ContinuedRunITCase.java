package io.convstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
    void learningRatesThatDependOnTheEndArePlannedAnew() {
        runs.train("a", "--epochs=1", "--network=tiny", "--schedule=cosine");
        runs.resume("a", "--epochs=2");
        assertThat(runs.printed()).contains("was 1 epoch). Its learning rates are planned anew for that end");
    }
}
