package io.convstream.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.image.Framing;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestTimeCropTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 18})
    void cropsOfASetDifferAndIncludeTheCenter(int count) {
        assertThat(new HashSet<>(TestTimeCrop.of(count))).hasSize(count).contains(TestTimeCrop.CENTER);
    }

    @Test
    void setsOfTwoOrMoreContainEachMirrorImage() {
        for (int count : new int[] {2, 10, 18}) {
            assertThat(TestTimeCrop.of(count))
                    .allSatisfy(crop -> assertThat(TestTimeCrop.of(count))
                            .contains(new TestTimeCrop(crop.row(), crop.column(), !crop.flip())));
        }
    }

    @Test
    void positionsAreTheEdgesAndTheMiddle() {
        PrepareOptions options = PrepareOptions.tutorial(1).unaugmented();
        assertThat(new TestTimeCrop(0, 2, true).parameters(options))
                .isEqualTo(new TransformParameters(0, 8, true, 0, 1));
        assertThat(TestTimeCrop.CENTER.parameters(options)).isEqualTo(new TransformParameters(4, 4, false, 0, 1));
    }

    @Test
    void refusesAnUnsupportedCount() {
        assertThatThrownBy(() -> TestTimeCrop.of(3))
                .hasMessageContaining("no set of 3 crops")
                .hasMessageContaining("10");
    }

    @Test
    void centerOfAPaddedImageIsTheImage() {
        PrepareOptions options = PrepareOptions.unaugmented(Framing.of(32, 2, 32), 10);
        assertThat(TestTimeCrop.CENTER.parameters(options)).isEqualTo(new TransformParameters(2, 2, false, 0, 1));
    }
}
