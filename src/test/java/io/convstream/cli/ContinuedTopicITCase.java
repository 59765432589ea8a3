package io.convstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.KafkaBroker;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs on a topic of one partition that are continued after their end; the shuffle buffer holds several images. */
@Timeout(180)
class ContinuedTopicITCase {

    private static final int IMAGES = 650;

    @TempDir
    private static Path folder;

    private static KafkaBroker broker;
    private static SmallRuns runs;

    @BeforeAll
    static void feed() throws Exception {
        broker = KafkaBroker.start(folder);
        runs = new SmallRuns(folder, IMAGES);
        assertThat(runs.execute("feed", "--data=" + runs.data(), "--to=" + broker.address("images"), "--create=1"))
                .describedAs(runs.printed())
                .isZero();
    }

    @AfterAll
    static void stopBroker() throws Exception {
        broker.close();
    }

    @Test
    void morePassesEqualARunThatHadThemFromTheStart() throws Exception {
        train("short", "--bounded=latest", "--epochs=1");
        runs.resume("short", "--epochs=3");
        train("long", "--bounded=latest", "--epochs=3");
        assertThat(runs.last("short")).isEqualTo(runs.last("long")).isNotEmpty();
    }

    @Test
    void moreStepsOfABoundedTopicEqualARunThatHadThemFromTheStart() throws Exception {
        train("steps", "--bounded=latest", "--steps=7");
        runs.resume("steps", "--steps=30");
        train("all-steps", "--bounded=latest", "--steps=30");
        assertThat(runs.last("steps")).isEqualTo(runs.last("all-steps")).isNotEmpty();
    }

    @Tag("soak")
    @Test
    void moreStepsOfAnUnboundedTopicEqualARunThatHadThemFromTheStart() throws Exception {
        train("unbounded", "--steps=5");
        runs.resume("unbounded", "--steps=16");
        train("all-unbounded", "--steps=16");
        assertThat(runs.last("unbounded")).isEqualTo(runs.last("all-unbounded")).isNotEmpty();
    }

    private static void train(String name, String... options) {
        String[] all = new String[options.length + 3];
        all[0] = "--source=" + broker.address("images");
        all[1] = "--shuffle-buffer=100";
        all[2] = "--network=tiny";
        System.arraycopy(options, 0, all, 3, options.length);
        runs.train(name, all);
    }
}
