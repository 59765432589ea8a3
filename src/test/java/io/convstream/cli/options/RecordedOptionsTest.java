package io.convstream.cli.options;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The options of a resumed run. */
final class RecordedOptionsTest {

    @Test
    void aResumeWithoutPathDoesNotTakeTheNextOptionAsItsValue() {
        assertThat(RecordedOptions.withValueOfResume("train", "--resume", "--steps", "9"))
                .containsExactly("train", "--resume=runs", "--steps", "9");
        assertThat(RecordedOptions.withValueOfResume("train", "--resume")).containsExactly("train", "--resume=runs");
        assertThat(RecordedOptions.withValueOfResume("train", "--resume", "a", "--steps", "9"))
                .containsExactly("train", "--resume", "a", "--steps", "9");
    }
}
