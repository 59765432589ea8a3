package io.convstream.ingest.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.image.ImageSet;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Generated shapes in changing light. */
final class NightImagesTest {

    private static final Shapes DAY = new Shapes(1, false, 100);

    @Test
    void imagesAreDarkFromAnEpochOnAndKeepTheirLabels() throws IOException {
        try (ImageSet.Reader reader = new NightImages(DAY, 3).open();
                ImageSet.Reader day = DAY.open()) {
            for (long position = 0; position < DAY.size(); position++) {
                byte[] before = day.read(position).content();
                assertThat(reader.read(position).content()).isEqualTo(before);
                assertThat(reader.read(position, 2).content()).isEqualTo(before);
                byte[] night = reader.read(position, 3).content();
                assertThat(night[0]).isEqualTo(before[0]);
                assertThat(mean(night)).isLessThan(60);
                assertThat(reader.read(position, 9).content()).isEqualTo(night);
            }
        }
    }

    @Test
    void fromEpochZeroOnAllImagesAreDark() throws IOException {
        try (ImageSet.Reader always = new NightImages(DAY, 0).open();
                ImageSet.Reader later = new NightImages(DAY, 3).open()) {
            assertThat(always.read(7).content()).isEqualTo(later.read(7, 3).content());
        }
    }

    private static double mean(byte[] content) {
        return IntStream.range(1, content.length)
                .map(i -> content[i] & 0xFF)
                .average()
                .orElseThrow();
    }
}
