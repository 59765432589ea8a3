package io.convstream.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.image.Framing;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 18})
    void aSetHasSoManyDifferentViewsAndTheCentreIsOne(int count) {
        assertThat(new HashSet<>(View.of(count))).hasSize(count).contains(View.CENTRE);
    }

    @Test
    void everySetButTheFirstIsSymmetric() {
        for (int count : new int[] {2, 10, 18}) {
            assertThat(View.of(count))
                    .allSatisfy(view -> assertThat(View.of(count))
                            .contains(new View(view.down(), view.across(), !view.mirrored())));
        }
    }

    @Test
    void placesAreTheEdgesAndTheMiddle() {
        PrepareOptions options = PrepareOptions.tutorial(1).undistorted();
        assertThat(new View(0, 2, true).draw(options)).isEqualTo(new Draw(0, 8, true, 0, 1));
        assertThat(View.CENTRE.draw(options)).isEqualTo(new Draw(4, 4, false, 0, 1));
    }

    @Test
    void anotherNumberIsRefused() {
        assertThatThrownBy(() -> View.of(3))
                .hasMessageContaining("no set of 3 views")
                .hasMessageContaining("10");
    }

    @Test
    void theCentreOfAPictureWithABorderIsThePicture() {
        PrepareOptions options = PrepareOptions.undistorted(Framing.of(32, 2, 32), 10);
        assertThat(View.CENTRE.draw(options)).isEqualTo(new Draw(2, 2, false, 0, 1));
    }
}
