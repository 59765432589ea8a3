package io.convstream.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.failure.UsageException;
import io.convstream.run.Runs;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The folder of runs if none is named. */
final class DefaultRunsTest {

    private static final String RESUME = "--resume=" + Runs.folder(null);

    @Test
    void aResumeWithoutPathDoesNotTakeTheNextOptionAsItsValue() {
        assertThat(DefaultRuns.named("train", "--resume", "--steps", "9"))
                .containsExactly("train", RESUME, "--steps", "9");
        assertThat(DefaultRuns.named("train", "--resume")).containsExactly("train", RESUME);
        assertThat(DefaultRuns.named("train", "--resume", "a", "--steps", "9"))
                .containsExactly("train", "--resume", "a", "--steps", "9");
        assertThat(DefaultRuns.areResumed(List.of("submit", "--resume", "--steps", "9")))
                .isTrue();
        assertThat(DefaultRuns.areResumed(List.of("submit", "--resume", "runs", "--run=b")))
                .isFalse();
    }

    @Test
    void onlyAFolderThatIsNotLocalIsSharedByACluster() {
        assertThat(DefaultRuns.onCluster(null)).isEqualTo(Runs.folder(null));
        assertThat(DefaultRuns.onCluster("file:///tmp/checkpoints")).isEqualTo(Runs.folder(null));
        assertThat(DefaultRuns.onCluster("/tmp/checkpoints")).isEqualTo(Runs.folder(null));
        assertThatThrownBy(() -> DefaultRuns.onCluster("nosuch://bucket/flink"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("without --run, the run folder is in the cluster's folder of checkpoints, but ")
                .hasMessageContaining("needs a Flink file system for nosuch");
    }
}
