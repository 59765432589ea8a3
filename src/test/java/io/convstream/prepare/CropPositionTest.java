package io.convstream.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.image.Framing;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CropPositionTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 18})
    void aSetHasSoManyDifferentViewsAndTheCenterIsOne(int count) {
        assertThat(new HashSet<>(CropPosition.of(count))).hasSize(count).contains(CropPosition.CENTER);
    }

    @Test
    void everySetButTheFirstIsSymmetric() {
        for (int count : new int[] {2, 10, 18}) {
            assertThat(CropPosition.of(count))
                    .allSatisfy(view -> assertThat(CropPosition.of(count))
                            .contains(new CropPosition(view.down(), view.across(), !view.mirrored())));
        }
    }

    @Test
    void placesAreTheEdgesAndTheMiddle() {
        PrepareOptions options = PrepareOptions.tutorial(1).unaugmented();
        assertThat(new CropPosition(0, 2, true).draw(options)).isEqualTo(new RandomAugmentation(0, 8, true, 0, 1));
        assertThat(CropPosition.CENTER.draw(options)).isEqualTo(new RandomAugmentation(4, 4, false, 0, 1));
    }

    @Test
    void anotherNumberIsRefused() {
        assertThatThrownBy(() -> CropPosition.of(3))
                .hasMessageContaining("no set of 3 views")
                .hasMessageContaining("10");
    }

    @Test
    void theCenterOfAImageWithPaddingIsTheImage() {
        PrepareOptions options = PrepareOptions.unaugmented(Framing.of(32, 2, 32), 10);
        assertThat(CropPosition.CENTER.draw(options)).isEqualTo(new RandomAugmentation(2, 2, false, 0, 1));
    }
}
