package io.convstream.prepare;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.image.Framing;
import io.convstream.image.ImageShape;
import org.junit.jupiter.api.Test;

class PrepareOptionsTest {

    @Test
    void refusesInvalidOptions() {
        assertThatThrownBy(() -> PrepareOptions.unaugmented(Framing.of(32, 0, 24), 1))
                .hasMessageContaining("classes = 1");
        assertThatThrownBy(() -> PrepareOptions.unaugmented(Framing.whole(new ImageShape(32, 32, 1)), 10))
                .hasMessageContaining("32x32x1");
    }
}
