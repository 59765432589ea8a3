package io.convstream.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FramingTest {

    @Test
    void cropsMayIncludePadding() {
        assertThat(Framing.of(32, 2, 36).padded()).isEqualTo(new ImageShape(36, 36, 3));
        assertThat(Framing.whole(new ImageShape(5, 7, 1)).crop()).isEqualTo(new ImageShape(5, 7, 1));
    }

    @Test
    void refusesImpossibleSizes() {
        assertThatThrownBy(() -> Framing.of(24, 0, 32)).hasMessageContaining("32x32x3 does not fit");
        assertThatThrownBy(() -> Framing.of(24, 3, 32)).hasMessageContaining("30x30x3, its padding included");
        assertThatThrownBy(() -> Framing.of(24, 24, 24)).hasMessageContaining("smaller than the image");
        assertThatThrownBy(() -> Framing.of(24, -1, 24)).hasMessageContaining("a reflect padding of -1 pixels");
        assertThatThrownBy(() -> new Framing(new ImageShape(9, 9, 3), 0, new ImageShape(9, 9, 1)))
                .hasMessageContaining("9x9x1 does not fit");
    }
}
