package io.convstream.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.image.Framing;
import io.convstream.image.PictureShape;
import org.junit.jupiter.api.Test;

class PrepareOptionsTest {

    @Test
    void refusesWhatCannotWork() {
        assertThatThrownBy(() -> PrepareOptions.undistorted(Framing.of(32, 0, 24), 1))
                .hasMessageContaining("classes = 1");
        assertThatThrownBy(() -> PrepareOptions.undistorted(Framing.whole(new PictureShape(32, 32, 1)), 10))
                .hasMessageContaining("32x32x1");
    }

    @Test
    void readsTheNamesOfDistortions() {
        for (Distortion distortion : Distortion.values()) {
            assertThat(Distortion.parse(distortion.toString())).isEqualTo(distortion);
        }
        assertThatThrownBy(() -> Distortion.parse("heavy")).hasMessageContaining("tutorial, light, none");
    }
}
