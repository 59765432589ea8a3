package io.convstream.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.image.PictureShape;
import org.junit.jupiter.api.Test;

class PrepareOptionsTest {

    private static final PictureShape LARGE = new PictureShape(32, 32, 3);
    private static final PictureShape SMALL = new PictureShape(24, 24, 3);

    @Test
    void refusesWhatCannotWork() {
        assertThatThrownBy(() -> new PrepareOptions(SMALL, LARGE, Distortion.NONE, 1, 10))
                .hasMessageContaining("32x32x3 does not fit");
        assertThatThrownBy(() -> new PrepareOptions(LARGE, SMALL, Distortion.NONE, 1, 1))
                .hasMessageContaining("classes = 1");
        assertThatThrownBy(() -> new PrepareOptions(new PictureShape(32, 32, 1), SMALL, Distortion.NONE, 1, 10))
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
