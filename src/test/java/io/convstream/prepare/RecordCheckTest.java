package io.convstream.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.image.Framing;
import io.convstream.image.Origin;
import io.convstream.image.RawRecord;
import io.convstream.image.RecordFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordCheckTest {

    @ParameterizedTest
    @EnumSource(
            value = RecordFormat.class,
            names = {"PLANES", "ENCODED"})
    void reportsWhyARecordHasNoLabel(RecordFormat format) {
        Origin origin = new Origin("topic", 0, 5, -1);
        RawRecord record = new RawRecord(0, 0, format, new byte[3072], -1, origin, "the label is a poem");
        try (var check = new RecordCheck(PrepareOptions.unaugmented(Framing.of(32, 0, 32), 10))) {
            assertThat(check.problem(record)).contains("the label is a poem");
        }
    }
}
