package io.convstream.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.image.Framing;
import io.convstream.image.ImageShape;
import org.junit.jupiter.api.Test;

class ReflectPaddingTest {

    private static final ImageShape SHAPE = new ImageShape(3, 4, 1);
    private static final byte[] IMAGE = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

    @Test
    void mirrorsTheImageAtItsEdgePixels() {
        assertThat(new ReflectPadding(new Framing(SHAPE, 2, SHAPE)).pad(IMAGE))
                .containsExactly(
                        11, 10, 9, 10, 11, 12, 11, 10, //
                        7, 6, 5, 6, 7, 8, 7, 6, //
                        3, 2, 1, 2, 3, 4, 3, 2, //
                        7, 6, 5, 6, 7, 8, 7, 6, //
                        11, 10, 9, 10, 11, 12, 11, 10, //
                        7, 6, 5, 6, 7, 8, 7, 6, //
                        3, 2, 1, 2, 3, 4, 3, 2);
    }

    @Test
    void withoutPaddingReturnsTheImageItself() {
        assertThat(new ReflectPadding(Framing.whole(SHAPE)).pad(IMAGE)).isSameAs(IMAGE);
    }
}
