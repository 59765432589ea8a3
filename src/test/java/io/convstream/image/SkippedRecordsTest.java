package io.convstream.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Ranges of sequence numbers that are not trained. */
final class SkippedRecordsTest {

    @Test
    void rangesIncludeBothEnds() {
        SkippedRecords skipped = SkippedRecords.parse("10-12, 5,20-20");
        assertThat(skipped).hasToString("5,10-12,20");
        for (long sequence : new long[] {5, 10, 11, 12, 20}) {
            assertThat(skipped.contains(sequence)).isTrue();
        }
        for (long sequence : new long[] {0, 4, 6, 9, 13, 19, 21}) {
            assertThat(skipped.contains(sequence)).isFalse();
        }
        assertThat(SkippedRecords.parse(skipped.toString())).isEqualTo(skipped);
    }

    @Test
    void otherTextIsRefusedInASentence() {
        for (String text : new String[] {"", "a", "-5", "5-", "1-2-3", "1,,2", "9999999999999999999"}) {
            assertThatThrownBy(() -> SkippedRecords.parse(text))
                    .hasMessageContaining("is not a range of sequence numbers: give A-B, such as 1280-1407");
        }
        assertThatThrownBy(() -> SkippedRecords.parse("9-5"))
                .hasMessage("the records 9-5 are no range: give the first and the last sequence number");
    }
}
