package io.convstream.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Messages extracted from Flink's errors. */
final class FlinkRestTest {

    @Test
    void theMessageIsTheFirstLineWithoutClassNames() {
        assertThat(FlinkRest.sentence(
                        "org.apache.flink.runtime.rest.NotFoundException: Job 12 not found\n\tat a.B.c\n"))
                .isEqualTo("Job 12 not found");
        assertThat(FlinkRest.sentence("[org.apache.flink.x.RestHandlerException: No slot: free.\n\tat a.B.c\n]"))
                .isEqualTo("No slot: free.");
        assertThat(FlinkRest.sentence("a.CompletionException: a.b.JobNotFoundException: Could not find it\n\tat a.b"))
                .isEqualTo("Could not find it");
    }

    @Test
    void aMessageWithoutClassNamesIsUnchanged() {
        assertThat(FlinkRest.sentence("Checkpoint 3 failed: disk full")).isEqualTo("Checkpoint 3 failed: disk full");
        assertThat(FlinkRest.sentence("")).isEqualTo("it failed");
    }
}
