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
                            .contains(new TestTimeCrop(crop.row(), crop.column(), !crop.flip(), 0, 1)));
        }
    }

    @Test
    void positionsAreTheEdgesAndTheMiddle() {
        PrepareOptions options = PrepareOptions.tutorial(1).unaugmented();
        assertThat(new TestTimeCrop(0, 2, true, 0, 1).parameters(options))
                .isEqualTo(new TransformParameters(0, 8, true, 0, 1));
        assertThat(TestTimeCrop.CENTER.parameters(options)).isEqualTo(new TransformParameters(4, 4, false, 0, 1));
    }

    @Test
    void sixCropsAreMovedByAPixelWithHalfTheWeight() {
        PrepareOptions options = PrepareOptions.unaugmented(Framing.of(32, 2, 32), 10);
        assertThat(TestTimeCrop.of(6))
                .map(crop -> crop.parameters(options))
                .containsExactly(
                        new TransformParameters(2, 2, false, 0, 1),
                        new TransformParameters(2, 2, true, 0, 1),
                        new TransformParameters(1, 1, false, 0, 1),
                        new TransformParameters(1, 1, true, 0, 1),
                        new TransformParameters(3, 3, false, 0, 1),
                        new TransformParameters(3, 3, true, 0, 1));
        assertThat(TestTimeCrop.of(6)).map(TestTimeCrop::weight).containsExactly(2, 2, 1, 1, 1, 1);
        PrepareOptions whole = PrepareOptions.unaugmented(Framing.of(32, 0, 32), 10);
        assertThatThrownBy(() -> TestTimeCrop.of(6).get(2).parameters(whole))
                .hasMessage("a crop of 32x32x3 cannot be moved within 32x32x3: use another number of crops than 6");
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
